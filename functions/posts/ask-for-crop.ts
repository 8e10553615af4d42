import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { Retryable } from "../core/errors.ts";
import type { CropRequest } from "./crop-request.ts";
import { type PhotoFile, photoFileSchema } from "./photo.ts";

/**
 * `photoFile` by the function that makes crops, so that whoever renders carries no picture library. Asked again it finds
 * the file that was made. Throws `Retryable` when that function fails; its log says why.
 */
export const askForCrop =
  ({ lambda, functionName }: { lambda: LambdaClient; functionName: string }) =>
  async (request: CropRequest): Promise<PhotoFile> => {
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(request)) }),
    );
    if (answer.FunctionError) throw new Retryable(`a crop of photo ${request.photo.id} could not be made`);
    return photoFileSchema.parse(JSON.parse(Buffer.from(answer.Payload ?? []).toString()));
  };

import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { Retryable } from "../core/errors.ts";
import { type PictureRequest, type SponsorPictureKept, sponsorPictureKeptSchema } from "./picture-request.ts";

/** `keepSponsorPicture` by the function that makes crops, as `askForCrop`: whoever asks carries no picture library. */
export const askForPicture =
  ({ lambda, functionName }: { lambda: LambdaClient; functionName: string }) =>
  async ({ sponsorId, bytes }: { sponsorId: string; bytes: Uint8Array }): Promise<SponsorPictureKept> => {
    const request: PictureRequest = { sponsorId, picture: Buffer.from(bytes).toString("base64") };
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(request)) }),
    );
    if (answer.FunctionError) throw new Retryable(`the picture of sponsor ${sponsorId} could not be made`);
    return sponsorPictureKeptSchema.parse(JSON.parse(Buffer.from(answer.Payload ?? []).toString()));
  };

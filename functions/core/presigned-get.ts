import { presigned } from "./presigned.ts";
import type { S3Bucket } from "./s3-requests.ts";

/** An address by which anybody may read the file under `key`, for so long and no longer; a browser keeps it as `name`. */
export const presignedGet =
  (bucket: S3Bucket) =>
  (key: string, { name, seconds }: { name: string; seconds: number }): Promise<string> =>
    presigned(bucket, {
      method: "GET",
      key,
      seconds,
      query: { "response-content-disposition": `attachment; filename="${name}"` },
    });

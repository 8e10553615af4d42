import { presigned } from "./presigned.ts";
import type { S3Bucket } from "./s3-requests.ts";

export type PresignedPut = { url: string; headers: Record<string, string> };

/**
 * An address by which anybody may put one file of exactly so many bytes under `key`, for so long and no longer. S3
 * refuses another length: it is signed, too.
 */
export const presignedPut =
  (bucket: S3Bucket) =>
  async (key: string, { bytes, seconds }: { bytes: number; seconds: number }): Promise<PresignedPut> => {
    const headers = { "content-length": String(bytes) };
    // A browser says the length of what it sends by itself.
    return { url: await presigned(bucket, { method: "PUT", key, seconds, headers }), headers: {} };
  };

import { HttpRequest } from "@smithy/protocol-http";
import { assertKey } from "./files.ts";
import { baseOf, type S3Bucket, signerOf } from "./s3-requests.ts";

export type PresignedPut = { url: string; headers: Record<string, string> };

/**
 * An address by which anybody may put one file of exactly so many bytes under `key`, for so long and no longer. S3
 * refuses another length: it is signed, too.
 */
export const presignedPut =
  (bucket: S3Bucket) =>
  async (key: string, { bytes, seconds }: { bytes: number; seconds: number }): Promise<PresignedPut> => {
    const url = new URL(`${baseOf(bucket)}/${assertKey(key)}`);
    const { protocol, hostname, port, pathname: path } = url;
    const request = new HttpRequest({
      ...{ method: "PUT", protocol, hostname, path },
      // What will be in the file nobody knows yet.
      headers: {
        ...{ host: url.host, "content-length": String(bytes) },
        "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
      },
      ...(port && { port: Number(port) }),
    });
    const { query = {} } = await signerOf(bucket).presign(request, { expiresIn: seconds });
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    // A browser says the length of what it sends by itself.
    return { url: url.href, headers: {} };
  };

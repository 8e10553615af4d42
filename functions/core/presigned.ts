import { HttpRequest } from "@smithy/protocol-http";
import { assertKey } from "./files.ts";
import { baseOf, type S3Bucket, signerOf } from "./s3-requests.ts";

/** An address that may be asked in our name, by anybody who has it, for so many seconds. */
export const presigned = async (
  bucket: S3Bucket,
  {
    key,
    seconds,
    ...asked
  }: {
    method: "GET" | "PUT";
    key: string;
    seconds: number;
    headers?: Record<string, string>;
    query?: Record<string, string>;
  },
): Promise<string> => {
  const url = new URL(`${baseOf(bucket)}/${assertKey(key)}`);
  const { protocol, hostname, port, pathname: path } = url;
  const request = new HttpRequest({
    ...{ ...asked, protocol, hostname, path },
    headers: { ...asked.headers, host: url.host },
    ...(port && { port: Number(port) }),
  });
  const { query = {} } = await signerOf(bucket).presign(request, { expiresIn: seconds });
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url.href;
};

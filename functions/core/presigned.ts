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
    ...asked,
    protocol,
    hostname,
    path,
    // What is in the file nobody knows when it is signed.
    headers: { ...asked.headers, host: url.host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    ...(port && { port: Number(port) }),
  });
  const { query = {} } = await signerOf(bucket).presign(request, { expiresIn: seconds });
  url.search = Object.entries(query)
    .map((pair) => pair.map((each) => escaped(String(each))).join("="))
    .join("&");
  return url.href;
};

/** As it was signed: a space is no plus there. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

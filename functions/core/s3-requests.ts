import { hash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4, type SignatureV4Init } from "@smithy/signature-v4";
import { assertKey } from "./files.ts";
import { Sha256 } from "./sha256.ts";

export type S3Bucket = {
  bucket: string;
  region: string;
  credentials: SignatureV4Init["credentials"];
  /** A server that stands in for S3; it has no names of its own for buckets. */
  endpoint?: string | undefined;
};

export type S3Request = {
  method: "GET" | "HEAD" | "PUT" | "DELETE";
  key: string;
  headers?: Record<string, string>;
  body?: Uint8Array | undefined;
};
export type S3Answer = { status: number; headers: Headers; bytes: Uint8Array<ArrayBuffer> };

/** S3 refused or failed; `code` is its word for it. */
class S3Error extends Error {
  override readonly name = "S3Error";
  readonly status: number;
  constructor(status: number, code: string) {
    super(`S3 answered ${status} ${code}`);
    this.status = status;
  }
}

const mostTries = 3;
const firstWaitMs = 100;
const answerWithinMs = 30_000;

/**
 * Signed requests to one bucket, without the SDK's client, which is a sixth of a sender's bundle. What fails on the way
 * or at S3 (5xx, 429) is asked again twice, as every request of ours may be; what S3 refuses is an answer.
 */
export const s3Requests = (bucket: S3Bucket) => {
  const base = baseOf(bucket);
  const signer = signerOf(bucket);
  const ask = async ({ method, key, headers = {}, body }: S3Request): Promise<S3Answer> => {
    const url = new URL(`${base}/${key}`);
    const { protocol, hostname, port, pathname: path } = url;
    const request = new HttpRequest({
      method,
      protocol,
      hostname,
      path,
      headers: { ...headers, host: url.host, "x-amz-content-sha256": hash("sha256", body ?? "", "hex") },
      ...(port && { port: Number(port) }),
    });
    const { headers: signed } = await signer.sign(request);
    // biome-ignore lint/style/noRestrictedGlobals: it reaches our own bucket and nothing else, as the SDK's clients do
    const answer = await fetch(url, {
      method,
      headers: signed,
      redirect: "error",
      signal: AbortSignal.timeout(answerWithinMs),
      ...(body && { body: Buffer.from(body) }),
    });
    return { status: answer.status, headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
  return async (request: S3Request): Promise<S3Answer> => {
    assertKey(request.key);
    for (let tries = 1; ; tries++) {
      const answer = await ask(request).catch((error: Error) => error);
      const isOver = !(answer instanceof Error) && answer.status < 500 && answer.status !== 429;
      if (isOver) return answer;
      if (tries === mostTries) throw answer instanceof Error ? answer : s3ErrorOf(answer);
      await sleep(firstWaitMs * 2 ** (tries - 1));
    }
  };
};

/** Where the files of a bucket lie. */
export const baseOf = ({ bucket, region, endpoint }: S3Bucket): string =>
  endpoint ? `${endpoint.replace(/\/$/, "")}/${bucket}` : `https://${bucket}.${hostOf(region)}`;

export const signerOf = ({ region, credentials }: S3Bucket): SignatureV4 =>
  new SignatureV4({ service: "s3", region, credentials, sha256: Sha256, uriEscapePath: false });

export const s3ErrorOf = ({ status, bytes }: S3Answer): S3Error =>
  new S3Error(status, /<Code>(\w+)<\/Code>/.exec(Buffer.from(bytes).toString())?.[1] ?? "unknown");

const hostOf = (region: string): string => `s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;

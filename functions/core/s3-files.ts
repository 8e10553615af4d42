import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Retryable } from "./errors.ts";
import { assertKey, type Files } from "./files.ts";
import { type S3Answer, type S3Bucket, s3ErrorOf, s3Requests } from "./s3-requests.ts";

const mostTries = 5;
const firstWaitMs = 25;
const writerHeader = "x-amz-meta-writer";

/**
 * `Files` in a bucket, each under its key. The first of many is found by S3 itself (`If-None-Match: *`). Whoever reads
 * must be allowed to list the bucket, too, for otherwise S3 says of what is not there that it is forbidden.
 */
export const s3Files = (bucket: S3Bucket): Files => {
  const ask = s3Requests(bucket);
  const head = async (key: string) => orAbsent(await ask({ method: "HEAD", key }));
  return {
    async put(key, body, contentType) {
      held(await ask({ method: "PUT", key, body, headers: { "content-type": contentType } }));
    },
    async putIfAbsent(key, body, contentType) {
      const writer = randomUUID();
      const headers = { "content-type": contentType, "if-none-match": "*", [writerHeader]: writer };
      for (let tries = 1; tries <= mostTries; tries++) {
        const answer = await ask({ method: "PUT", key, body, headers });
        // 412: something is there. Asked again after an answer was lost, it may be what we have written ourselves.
        if (answer.status === 412) return (await head(key))?.headers.get(writerHeader) === writer;
        // 409: another conditional write was under way, and S3 cannot say yet who was first.
        if (answer.status !== 409) return held(answer) !== undefined;
        await sleep(firstWaitMs * 2 ** (tries - 1));
      }
      throw new Retryable(`others wrote ${assertKey(key)} at the same time, ${mostTries} times`);
    },
    async get(key) {
      const found = orAbsent(await ask({ method: "GET", key }));
      return (
        found && {
          bytes: found.bytes,
          contentType: found.headers.get("content-type") ?? "application/octet-stream",
        }
      );
    },
    async has(key) {
      return (await head(key)) !== undefined;
    },
    async delete(key) {
      held(await ask({ method: "DELETE", key }));
    },
  };
};

const held = (answer: S3Answer): S3Answer => {
  if (answer.status >= 300) throw s3ErrorOf(answer);
  return answer;
};

const orAbsent = (answer: S3Answer): S3Answer | undefined => (answer.status === 404 ? undefined : held(answer));

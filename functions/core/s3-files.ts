import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Retryable } from "./errors.ts";
import { assertKey, type Files } from "./files.ts";

const mostTries = 5;
const firstWaitMs = 25;

/**
 * `Files` in a bucket, each under its key. The first of many is found by S3 itself (`If-None-Match: *`). Whoever reads
 * must be allowed to list the bucket, too, for otherwise S3 says of what is not there that it is forbidden.
 */
export const s3Files = ({ s3, bucket }: { s3: S3Client; bucket: string }): Files => {
  const at = (key: string) => ({ Bucket: bucket, Key: assertKey(key) });
  const head = async (key: string) => orAbsent(s3.send(new HeadObjectCommand(at(key))));
  return {
    async put(key, bytes, contentType) {
      await s3.send(new PutObjectCommand({ ...at(key), Body: bytes, ContentType: contentType }));
    },
    async putIfAbsent(key, bytes, contentType) {
      const writer = randomUUID();
      const input = { ...at(key), Body: bytes, ContentType: contentType, IfNoneMatch: "*", Metadata: { writer } };
      for (let tries = 1; tries <= mostTries; tries++) {
        const outcome = await asOutcome(s3.send(new PutObjectCommand(input)));
        if (outcome === "written") return true;
        // The client asks again when an answer is lost, and is then refused by what it has written itself.
        if (outcome === "there") return (await head(key))?.Metadata?.writer === writer;
        await sleep(firstWaitMs * 2 ** (tries - 1));
      }
      throw new Retryable(`others wrote ${key} at the same time, ${mostTries} times`);
    },
    async get(key) {
      const found = await orAbsent(s3.send(new GetObjectCommand(at(key))));
      if (!found) return undefined;
      const bytes = new Uint8Array((await found.Body?.transformToByteArray()) ?? []);
      return { bytes, contentType: found.ContentType ?? "application/octet-stream" };
    },
    async has(key) {
      return (await head(key)) !== undefined;
    },
    async delete(key) {
      await s3.send(new DeleteObjectCommand(at(key)));
    },
  };
};

/** 412: something is there. 409: another conditional write was under way, and S3 cannot say yet who was first. */
const asOutcome = async (write: Promise<unknown>): Promise<"written" | "there" | "undecided"> => {
  try {
    await write;
    return "written";
  } catch (error) {
    if (statusOf(error) === 412) return "there";
    if (statusOf(error) === 409) return "undecided";
    throw error;
  }
};

const orAbsent = async <Answer>(reading: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await reading;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
};

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import { type OpenLists, openLists } from "../audience/open-lists.ts";

export type OpenUploadedDeps = { s3: S3Client; bucket: string };

/**
 * The lists of a file in the bucket; nothing where it is not there. A ZIP's directory is at its end, so the file is
 * brought here first, and lies in a folder of its own until `close`.
 */
export const openUploaded = async (
  { s3, bucket }: OpenUploadedDeps,
  { key, name = basename(key) }: { key: string; name?: string | undefined },
): Promise<OpenLists | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), "list-"));
  const path = join(folder, name);
  const remove = () => rm(folder, { recursive: true });
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    await pipeline(Body as Readable, createWriteStream(path));
    const { files, close } = await openLists(path);
    return { files, close: () => close().finally(remove) };
  } catch (error) {
    await remove();
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};

/** Lists that are put there by hand have names of any kind, which are no keys of `Files`. */
export const deleteUploaded = async ({ s3, bucket }: OpenUploadedDeps, key: string): Promise<void> => {
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
};

import { createWriteStream } from "node:fs";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import type { OpenLists } from "../audience/open-lists.ts";
import { openUpload } from "../audience/open-upload.ts";

export type OpenUploadedDeps = { s3: S3Client; bucket: string };

/** The lists of a file in the bucket, brought here first: a ZIP's directory is at its end. Nothing where it is not there. */
export const openUploaded = async (
  { s3, bucket }: OpenUploadedDeps,
  { key, name = basename(key) }: { key: string; name?: string | undefined },
): Promise<OpenLists | undefined> => {
  try {
    return await openUpload(name, async (path) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      await pipeline(Body as Readable, createWriteStream(path));
    });
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};

/** Lists that are put there by hand have names of any kind, which are no keys of `Files`. */
export const deleteUploaded = async ({ s3, bucket }: OpenUploadedDeps, key: string): Promise<void> => {
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
};

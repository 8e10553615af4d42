import { randomUUID } from "node:crypto";
import { access, link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { assertKey, type Files } from "../functions/core/files.ts";

/**
 * `Files` in a folder, each file under its key. A write is whole or not there: it goes to a file beside and is then
 * renamed, or linked where it must be the first, so neither a reader nor a killed process nor a power cut ever meets
 * half of one. The content type stands behind the bytes in the same file, where it changes together with them and where
 * viewers of pictures do not mind it.
 */
export const folderFiles = (folder: string): Files => {
  const pathOf = (key: string) => join(folder, assertKey(key));
  const unfinished = join(folder, ".unfinished");
  /** Written whole beside, then brought to its place in one step; `false` when that step found the place taken. */
  const write = async (
    key: string,
    bytes: Buffer,
    bring: (beside: string, path: string) => Promise<void>,
  ): Promise<boolean> => {
    const path = pathOf(key);
    const beside = join(unfinished, randomUUID());
    await Promise.all([mkdir(dirname(path), { recursive: true }), mkdir(unfinished, { recursive: true })]);
    try {
      await writeFile(beside, bytes, { flush: true });
      await bring(beside, path);
      return true;
    } catch (error) {
      if (bring === link && hasCode(error, "EEXIST")) return false;
      throw error;
    } finally {
      await rm(beside, { force: true });
    }
  };
  return {
    async put(key, bytes, contentType) {
      await write(key, withType(bytes, contentType), rename);
    },
    async putIfAbsent(key, bytes, contentType) {
      return write(key, withType(bytes, contentType), link);
    },
    async get(key) {
      const written = await orAbsent(readFile(pathOf(key)));
      if (!written) return undefined;
      const typeLength = written.at(-1) ?? 0;
      const end = written.length - 1 - typeLength;
      return { bytes: written.subarray(0, end), contentType: written.toString("latin1", end, end + typeLength) };
    },
    async has(key) {
      return (await orAbsent(access(pathOf(key)).then(() => true))) ?? false;
    },
    async delete(key) {
      await rm(pathOf(key), { force: true });
    },
  };
};

const withType = (bytes: Uint8Array, contentType: string): Buffer => {
  const type = Buffer.from(contentType, "latin1");
  if (type.length > 255) throw new Error("a content type has at most 255 characters");
  return Buffer.concat([bytes, type, Buffer.of(type.length)]);
};

const orAbsent = async <T>(reading: Promise<T>): Promise<T | undefined> => {
  try {
    return await reading;
  } catch (error) {
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return undefined;
    throw error;
  }
};

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import yauzl from "yauzl";
import { InvalidInput, NotFound } from "../core/errors.ts";
import type { ByteSource } from "./decode-list.ts";

/** A list as a file, alone or out of a ZIP. */
export type ListFile = ByteSource & { name: string; bytes: number; zipped: boolean };

export type OpenLists = { files: ListFile[]; close(): Promise<void> };

/** The lists at a path: the file itself, or every CSV in it when it is a ZIP. Nothing is unpacked to the disk. */
export const openLists = async (path: string): Promise<OpenLists> => {
  const { size, isFile } = await fileAt(path);
  if (!isFile) throw new InvalidInput("this is no file: name a CSV, or the ZIP of an export");
  if (await isZip(path)) return zipped(path);
  const file = { name: basename(path), bytes: size, zipped: false, open: () => createReadStream(path) };
  return { files: [file], close: async () => {} };
};

const fileAt = async (path: string): Promise<{ size: number; isFile: boolean }> => {
  try {
    const found = await stat(path);
    return { size: found.size, isFile: found.isFile() };
  } catch (error) {
    throw new NotFound("there is no such file", { cause: error });
  }
};

const isZip = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && (buffer.readUInt32BE() === 0x504b0304 || buffer.readUInt32BE() === 0x504b0506);
  } finally {
    await file.close();
  }
};

const zipped = async (path: string): Promise<{ files: ListFile[]; close(): Promise<void> }> => {
  const zip = await yauzl.openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw new InvalidInput("this ZIP is damaged: fetch it once more", { cause: error });
  });
  const files: ListFile[] = [];
  for await (const entry of zip.eachEntry()) {
    const name = basename(entry.fileName);
    if (!/\.(?:csv|txt|tsv)$/i.test(name) || name.startsWith(".") || entry.fileName.startsWith("__MACOSX/")) continue;
    files.push({ name, bytes: entry.uncompressedSize, zipped: true, open: () => unzipped(zip, entry) });
  }
  return { files, close: async () => zip.close() };
};

async function* unzipped(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* await zip.openReadStreamPromise(entry);
  } catch (error) {
    throw new InvalidInput("this ZIP is damaged: fetch it once more", { cause: error });
  }
}

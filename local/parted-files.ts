import { createHash, randomUUID } from "node:crypto";
import type { Files } from "../functions/core/files.ts";
import type { PartedFiles } from "../functions/core/parted-files.ts";

export type PartsHere = PartedFiles & {
  /** A finished file, part by part. */
  read(key: string, upload: string, parts: readonly string[]): AsyncGenerator<Uint8Array, void, undefined>;
  delete(key: string, upload: string, parts: readonly string[]): Promise<void>;
};

/** Parts as files of their own: on one machine nobody needs them in one. */
export const partsIn = (files: Files): PartsHere => {
  const nameOf = (key: string, upload: string, number: number) => `${key}/${upload}-${number}`;
  return {
    begin: async () => randomUUID(),
    async putPart(key, upload, { number, bytes }) {
      await files.put(nameOf(key, upload, number), bytes, "application/octet-stream");
      return digestOf(bytes);
    },
    async finish(key, upload, parts) {
      for (const [place, name] of parts.entries()) {
        const kept = await files.get(nameOf(key, upload, place + 1));
        if (!kept || digestOf(kept.bytes) !== name) return false;
      }
      return true;
    },
    async *read(key, upload, parts) {
      for (const place of parts.keys()) {
        const kept = await files.get(nameOf(key, upload, place + 1));
        if (!kept) throw new Error("a part of the file is gone");
        yield kept.bytes;
      }
    },
    async delete(key, upload, parts) {
      for (const place of parts.keys()) await files.delete(nameOf(key, upload, place + 1));
    },
  };
};

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

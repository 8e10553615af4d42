import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Where a mail's bytes are in its pack. */
export type PackedAt = { offset: number; length: number };

/**
 * The mails themselves. They are appended to packs of 1,000, because a file each costs more than all the rest of
 * accepting a message; a sample is kept as `.eml` files for good. Whole packs go when all in them outlived `keep`.
 */
export type MailPacks = {
  /** Written when it returns. `undefined`: this one is not kept in a pack. */
  add(sequence: number, mail: Uint8Array): PackedAt | undefined;
  /** `undefined` when it is no longer kept. */
  read(sequence: number, at: PackedAt | undefined): Buffer | undefined;
  close(): void;
};

const packSize = 1000;

export const openMailPacks = (options: { folder: string; keep: number; sampleEvery: number }): MailPacks => {
  const { folder, keep, sampleEvery } = options;
  const packOf = (sequence: number) => Math.floor(sequence / packSize);
  const packPath = (pack: number) => join(folder, "packs", `${String(pack).padStart(6, "0")}.pack`);
  const samplePath = (sequence: number) => join(folder, "sample", `${sequence}.eml`);
  const isSample = (sequence: number) => sequence % sampleEvery === 0;

  let open: { pack: number; file: number; size: number } | undefined;
  const current = (pack: number) => {
    if (open?.pack === pack) return open;
    if (open) closeSync(open.file);
    mkdirSync(dirname(packPath(pack)), { recursive: true });
    const file = openSync(packPath(pack), "a");
    // What a killed process wrote without a line in the log stays behind, unread.
    open = { pack, file, size: fstatSync(file).size };
    const outlived = packOf(pack * packSize - keep) - 1;
    if (outlived >= 0) rmSync(packPath(outlived), { force: true });
    return open;
  };

  return {
    add(sequence, mail) {
      if (isSample(sequence)) {
        mkdirSync(join(folder, "sample"), { recursive: true });
        writeFileSync(samplePath(sequence), mail);
        return undefined;
      }
      if (keep === 0) return undefined;
      const pack = current(packOf(sequence));
      const at = { offset: pack.size, length: mail.length };
      for (let written = 0; written < mail.length; )
        written += writeSync(pack.file, mail, written, mail.length - written);
      pack.size += mail.length;
      return at;
    },
    read(sequence, at) {
      const path = at ? packPath(packOf(sequence)) : samplePath(sequence);
      if (!existsSync(path)) return undefined;
      if (!at) return readFileSync(path);
      const file = openSync(path, "r");
      try {
        const mail = Buffer.alloc(at.length);
        return readSync(file, mail, 0, at.length, at.offset) === at.length ? mail : undefined;
      } finally {
        closeSync(file);
      }
    },
    close() {
      if (open) closeSync(open.file);
      open = undefined;
    },
  };
};

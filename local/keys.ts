import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { Conflict, NotFound } from "../functions/core/errors.ts";
import { nextKeySchema, type Rotation, signingKeyAt } from "../functions/core/key-rotation.ts";
import type { KeptKeys } from "../functions/core/rotate-keys.ts";
import type { Keyring } from "../functions/core/signed-link.ts";
import { type Clock, systemClock } from "../functions/core/time.ts";

/** The secrets of one installation. `idKey` never rotates: subscriber ids are made with it. */
export type Keys = {
  /** Signs with the key whose time has come, as of the last reading. */
  linkKeys: Keyring;
  idKey: Uint8Array;
  /** Reads the file again, for a process that lives long: it may have been rotated. */
  refresh(): Promise<void>;
};

const fileSchema = z.object({
  signingKeyId: z.int(),
  next: nextKeySchema.optional(),
  linkKeys: z.record(z.string().regex(/^\d+$/), z.base64()),
  idKey: z.base64(),
});
type KeysFile = z.infer<typeof fileSchema>;

const draw = (): string => randomBytes(32).toString("base64");
const fileOf = (dataFolder: string): string => join(dataFolder, "keys.json");
const read = async (dataFolder: string): Promise<KeysFile> =>
  fileSchema.parse(JSON.parse(await readFile(fileOf(dataFolder), "utf8")));
const unlessThere = (error: NodeJS.ErrnoException) => {
  if (error.code !== "EEXIST") throw error;
};

/** The keys in the data folder, drawn when there are none yet; two processes that draw at once end with the same. */
export const localKeys = async (dataFolder: string, clock: Clock = systemClock): Promise<Keys> => {
  await mkdir(dataFolder, { recursive: true });
  const drawn: KeysFile = { signingKeyId: 1, linkKeys: { 1: draw() }, idKey: draw() };
  const asText = JSON.stringify(drawn, null, 2);
  await writeFile(fileOf(dataFolder), asText, { flag: "wx", mode: 0o600 }).catch(unlessThere);
  let file = await read(dataFolder);
  let keys = bytesOf(file);
  return {
    linkKeys: {
      get signingKeyId() {
        return signingKeyAt(file, clock());
      },
      get keys() {
        return keys;
      },
    },
    idKey: new Uint8Array(Buffer.from(file.idKey, "base64")),
    async refresh() {
      file = await read(dataFolder);
      keys = bytesOf(file);
    },
  };
};

/** The same keys for who rotates them; a reader of the file sees it before or after, and no other way. */
export const keptKeys = (dataFolder: string): KeptKeys => ({
  async read() {
    const file = await read(dataFolder).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === "ENOENT" ? new NotFound(`there are no keys in ${dataFolder} yet`, { cause }) : cause;
    });
    return rotationOf(file);
  },
  async replace(before, after) {
    const beside = `${fileOf(dataFolder)}.new`;
    const handle = await open(beside, "wx", 0o600).catch((cause: NodeJS.ErrnoException) => {
      unlessThere(cause);
      throw new Conflict(`the keys are being changed; if nobody does, delete ${beside}`, { cause });
    });
    try {
      const file = await read(dataFolder);
      if (JSON.stringify(rotationOf(file)) !== JSON.stringify(before))
        throw new Conflict("the keys have changed since they were read");
      const { signingKeyId, next, keyIds } = after;
      const linkKeys = Object.fromEntries(keyIds.map((id) => [id, file.linkKeys[id] ?? draw()]));
      await handle.writeFile(JSON.stringify({ ...file, signingKeyId, next, linkKeys }, null, 2));
      await handle.sync();
      await rename(beside, fileOf(dataFolder));
    } finally {
      await handle.close();
      await rm(beside, { force: true });
    }
  },
});

const rotationOf = ({ signingKeyId, next, linkKeys }: KeysFile): Rotation => ({
  signingKeyId,
  next,
  keyIds: Object.keys(linkKeys).map(Number),
});

const bytesOf = ({ linkKeys }: KeysFile): ReadonlyMap<number, Uint8Array> =>
  new Map(Object.entries(linkKeys).map(([id, key]) => [Number(id), new Uint8Array(Buffer.from(key, "base64"))]));

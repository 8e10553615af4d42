import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Keyring } from "../functions/core/signed-link.ts";

/** The secrets of one installation. `idKey` never rotates: subscriber ids are made with it. */
export type Keys = { linkKeys: Keyring; idKey: Uint8Array };

const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, "base64")));
const keysSchema = z
  .object({
    signingKeyId: z.int(),
    linkKeys: z.record(z.string().regex(/^\d+$/), base64),
    idKey: base64,
  })
  .transform(({ signingKeyId, linkKeys, ...rest }): Keys => {
    const keys = new Map(Object.entries(linkKeys).map(([id, key]) => [Number(id), key]));
    return { ...rest, linkKeys: { signingKeyId, keys } };
  });

/** The keys in the data folder, drawn when there are none yet; two processes that draw at once end with the same. */
export const localKeys = async (dataFolder: string): Promise<Keys> => {
  const file = join(dataFolder, "keys.json");
  await mkdir(dataFolder, { recursive: true });
  const drawn = {
    signingKeyId: 1,
    linkKeys: { 1: randomBytes(32).toString("base64") },
    idKey: randomBytes(32).toString("base64"),
  };
  await writeFile(file, JSON.stringify(drawn, null, 2), { flag: "wx", mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
  return keysSchema.parse(JSON.parse(await readFile(file, "utf8")));
};

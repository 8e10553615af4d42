import * as z from "zod";
import type { Keyring } from "./signed-link.ts";

/** At least 190 bits, as letters and digits. */
const key = z.string().min(32);

const keyringSchema = z
  .object({
    signingKeyId: z.int().min(1).max(255),
  })
  .catchall(key)
  .transform(({ signingKeyId, ...named }, context) => {
    const keys = new Map<number, Uint8Array>();
    for (const [name, value] of Object.entries(named)) {
      const [, id] = /^key(\d{1,3})$/.exec(name) ?? [];
      if (id === undefined) context.addIssue(`${name} is no name of a key such as key2`);
      else keys.set(Number(id), Buffer.from(value));
    }
    if (!keys.has(signingKeyId)) context.addIssue(`signingKeyId is ${signingKeyId}, and there is no such key`);
    return { signingKeyId, keys } satisfies Keyring;
  });

/**
 * The keyring as its secret holds it: `{"signingKeyId": 2, "key1": "…", "key2": "…"}`. To rotate, a key
 * is added, then it signs, and the old ones verify for as long as links made with them are to work. The text of an error
 * holds no key.
 */
export const parseKeyring = (text: string): Keyring => {
  const parsed = keyringSchema.safeParse(json(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(": "));
  throw new Error(`the keyring cannot be used: ${problems.join("; ")}`);
};

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

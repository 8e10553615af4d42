import * as z from "zod";
import { nextKeySchema, type Rotation, signingKeyAt } from "./key-rotation.ts";
import type { Keyring } from "./signed-link.ts";
import type { Instant } from "./time.ts";

/** At least 190 bits, as letters and digits. */
const key = z.string().min(32);

const storedSchema = z
  .object({ signingKeyId: z.int().min(1).max(255), next: nextKeySchema.optional() })
  .catchall(key)
  .transform(({ signingKeyId, next, ...named }, context) => {
    const keys = new Map<number, string>();
    for (const [name, value] of Object.entries(named)) {
      const [, id] = /^key(\d{1,3})$/.exec(name) ?? [];
      if (id === undefined) context.addIssue(`${name} is no name of a key such as key2`);
      else keys.set(Number(id), value);
    }
    if (!keys.has(signingKeyId)) context.addIssue(`signingKeyId is ${signingKeyId}, and there is no such key`);
    if (next && !keys.has(next.id)) context.addIssue(`next is ${next.id}, and there is no such key`);
    return { signingKeyId, next, keys } satisfies StoredKeyring;
  });

/** A keyring as it is kept, by key ids. */
export type StoredKeyring = Omit<Rotation, "keyIds"> & { keys: ReadonlyMap<number, string> };

/**
 * The keyring as its secret holds it: `{"signingKeyId": 1, "key1": "…", "key2": "…", "next": {"id": 2, "signsFrom":
 * "2026-11-20T08:00:00.000Z"}}`. The text of an error holds no key.
 */
export const parseStoredKeyring = (text: string): StoredKeyring => {
  const parsed = storedSchema.safeParse(json(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(": "));
  throw new Error(`the keyring cannot be used: ${problems.join("; ")}`);
};

export const writeStoredKeyring = ({ signingKeyId, next, keys }: StoredKeyring): string => {
  const named = Object.fromEntries([...keys].map(([id, value]) => [`key${id}`, value]));
  return JSON.stringify({ signingKeyId, ...(next && { next }), ...named });
};

/** As it stands at an instant: who signs changes with time, who verifies with the secret. */
export const keyringAt = (stored: StoredKeyring, at: Instant): Keyring => ({
  signingKeyId: signingKeyAt(stored, at),
  keys: new Map([...stored.keys].map(([id, value]) => [id, Buffer.from(value)])),
});

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

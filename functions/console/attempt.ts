import { CompactEncrypt, compactDecrypt } from "jose";
import * as z from "zod";
import { type Instant, instantSchema, millisecondsBetween, minute } from "../core/time.ts";

/** A sign-in that is under way in one browser. */
const attemptSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** The page of the console to come back to. */
  place: z.string(),
  startedAt: instantSchema,
});
export type Attempt = z.infer<typeof attemptSchema>;

export const attemptLimit = 10 * minute;

/** The attempt as a text that only the holder of the 32-byte key can read or make: nothing is stored for a stranger. */
export const sealAttempt = (key: Uint8Array, attempt: Attempt): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(JSON.stringify(attempt)))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(key);

/** The attempt in a sealed text, unless it is not ours or began more than ten minutes ago. */
export const openAttempt = async (
  key: Uint8Array,
  sealed: string | undefined,
  now: Instant,
): Promise<Attempt | undefined> => {
  const opened = await compactDecrypt(sealed ?? "", key).catch(() => undefined);
  if (!opened) return undefined;
  const attempt = attemptSchema.parse(JSON.parse(new TextDecoder().decode(opened.plaintext)));
  return millisecondsBetween(attempt.startedAt, now) < attemptLimit ? attempt : undefined;
};

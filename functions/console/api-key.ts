import { createHash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { type Instant, instantSchema } from "../core/time.ts";

/**
 * What a key may be used for: to tell us posts, or what a role may do. None has the rights of an admin, and what asks
 * for a fresh sign-in is closed to every key.
 */
export const scopes = ["posts", "viewer", "editor", "sender"] as const;
export const scopeSchema = z.enum(scopes);
export type Scope = z.infer<typeof scopeSchema>;

/** An API key as it is kept: its SHA-256 in hexadecimal, never the key itself, which is shown once. */
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string().trim().min(1).max(80),
  newsletterId: z.string(),
  scopes: z.array(scopeSchema).min(1),
  hash: z.string(),
  createdAt: instantSchema,
  createdBy: z.string(),
  expiresAt: instantSchema,
  revokedAt: instantSchema.optional(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** The key as its owner writes it: its id, by which it is found, and 256 bits that nobody else knows. */
export const writeApiKey = (id: string, secret: Uint8Array): string =>
  `ts_${id}_${Buffer.from(secret).toString("base64url")}`;

/** The id in an `Authorization: Bearer …` that has the form of one of our keys, and the key. */
export const presentedKey = (authorization: string | undefined): { id: string; key: string } | undefined => {
  const [, key, id] = /^Bearer (ts_([0-9a-z]{26})_[\w-]{43})$/i.exec(authorization ?? "") ?? [];
  return key && id ? { id, key } : undefined;
};

export const hashOfKey = (key: string): string => sha256(key).toString("hex");

/** Whether the presented key is this one, and still good; the comparison takes constant time. */
export const opens = (kept: ApiKey, presented: string, now: Instant): boolean =>
  timingSafeEqual(sha256(presented), Buffer.from(kept.hash, "hex")) && !kept.revokedAt && now < kept.expiresAt;

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

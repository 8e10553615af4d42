import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { hour, type Instant, instantSchema, millisecondsBetween, minute } from "../core/time.ts";
import { editorSchema } from "./editor.ts";

/** One browser of one editor, signed in. */
export const sessionSchema = z.object({
  editor: editorSchema,
  startedAt: instantSchema,
  /** Moves at most once a minute. */
  seenAt: instantSchema,
  /** When the provider saw the person themself, not only a session of its own. */
  provenAt: instantSchema,
});
export type Session = z.infer<typeof sessionSchema>;

/** What the cookie holds. The store knows the secret by its hash alone, so that a copy of the table opens nothing. */
export type SessionKey = { editorId: string; secret: string };

const idleLimit = 2 * hour;
export const absoluteLimit = 12 * hour;
/** Sending asks for a sign-in that is no older. */
const freshLimit = 5 * minute;
const seenEvery = minute;

export const isAlive = ({ startedAt, seenAt }: Session, now: Instant): boolean =>
  millisecondsBetween(seenAt, now) < idleLimit && millisecondsBetween(startedAt, now) < absoluteLimit;

export const isFresh = ({ provenAt }: Session, now: Instant): boolean =>
  millisecondsBetween(provenAt, now) < freshLimit;

export const isToBeSeen = ({ seenAt }: Session, now: Instant): boolean => millisecondsBetween(seenAt, now) >= seenEvery;

export const writeSessionKey = ({ editorId, secret }: SessionKey): string => `${editorId}.${secret}`;

export const readSessionKey = (cookie: string | undefined): SessionKey | undefined => {
  const [, editorId, secret] = /^([0-9a-z]{26})\.([\w-]{43})$/.exec(cookie ?? "") ?? [];
  return editorId && secret ? { editorId, secret } : undefined;
};

export const hashOfSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/**
 * A form's token: `draw`, 22 characters that no other form has, and a MAC that only this session makes. Nothing of it
 * is stored; whoever creates something by a form derives its id from `draw`, so that a form sent twice creates one.
 */
export const formToken = (secret: string, draw: string): string => `${draw}.${macOf(secret, draw)}`;

/** The draw of a token of this session, or nothing for every other text; the comparison takes constant time. */
export const readFormToken = (secret: string, token: string | undefined): string | undefined => {
  const [, draw, mac] = /^([\w-]{22})\.([\w-]{43})$/.exec(token ?? "") ?? [];
  if (!draw || !mac) return undefined;
  return timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(secret, draw))) ? draw : undefined;
};

const macOf = (secret: string, draw: string): string =>
  createHmac("sha256", secret).update(`form ${draw}`).digest("base64url");

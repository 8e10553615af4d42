import * as z from "zod";
import type { Keyring } from "../core/signed-link.ts";
import { addMilliseconds, hour, type Instant, instantSchema } from "../core/time.ts";
import { instantToken } from "./instant-token.ts";

/** Both ends of a change of address are asked. */
export const moveEnds = ["old", "new"] as const;
export type MoveEnd = (typeof moveEnds)[number];

/**
 * A change of address that was asked for: when each end was mailed, and when each said yes. The new address is not here,
 * where it would outlive the question and be told to the wrong person: it waits under its own id, as a job of the outbox.
 */
export const moveSchema = z.object({
  toId: z.string(),
  askedAt: instantSchema,
  oldMailedAt: instantSchema.optional(),
  newMailedAt: instantSchema.optional(),
  old: instantSchema.optional(),
  new: instantSchema.optional(),
});
export type Move = z.infer<typeof moveSchema>;

const lifetime = 48 * hour;

/** Whether nobody can answer any more what was asked at `askedAt`. */
export const isOver = (askedAt: Instant, now: Instant): boolean => addMilliseconds(askedAt, lifetime) <= now;

/** A token by which one end agrees to the change that was asked for at `askedAt`, for 48 hours. */
export const moveToken = (
  keyring: Keyring,
  end: MoveEnd,
  { askedAt, ...whose }: { newsletterId: string; subscriberId: string; askedAt: Instant },
): string => instantToken(keyring, { ...whose, purpose: `move-${end}`, at: askedAt }, lifetime);

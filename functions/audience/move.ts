import * as z from "zod";
import { type Keyring, signToken } from "../core/signed-link.ts";
import { addMilliseconds, hour, type Instant, instantSchema } from "../core/time.ts";

/** Both ends of a change of address are asked. */
export const moveEnds = ["old", "new"] as const;
export type MoveEnd = (typeof moveEnds)[number];

/**
 * A change of address that was asked for, which ends were mailed, and which have said yes. The new address is not here, where it would
 * outlive the question and be told to the wrong person: it waits under its own id, as a job of the outbox.
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
  { newsletterId, subscriberId, askedAt }: { newsletterId: string; subscriberId: string; askedAt: Instant },
): string =>
  signToken(keyring, {
    purpose: `move-${end}`,
    subscriberId,
    scope: `${newsletterId}.${Date.parse(askedAt)}`,
    expiresAt: Math.floor(Date.parse(addMilliseconds(askedAt, lifetime)) / 1000),
  });

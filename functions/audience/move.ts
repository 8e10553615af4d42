import * as z from "zod";
import { type Keyring, signToken } from "../core/signed-link.ts";
import { addMilliseconds, day, hour, type Instant, instantSchema } from "../core/time.ts";

/** Both ends of a change of address are asked. */
export const moveEnds = ["old", "new"] as const;
export type MoveEnd = (typeof moveEnds)[number];

/** A change of address that was asked for, and which ends have said yes. */
export const moveSchema = z.object({
  to: z.string(),
  toId: z.string(),
  askedAt: instantSchema,
  old: instantSchema.optional(),
  new: instantSchema.optional(),
});
export type Move = z.infer<typeof moveSchema>;

const lifetime = 48 * hour;
/** An address is asked about a change at most once in this time, whoever holds its link. */
export const pauseBetweenMoves = day;

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

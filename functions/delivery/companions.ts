import * as z from "zod";
import { addMilliseconds, type Instant, instantSchema } from "../core/time.ts";
import type { SendingTimes } from "./lease.ts";
import { type Counted, fewestNeighbours, isNear } from "./neighbours.ts";

/**
 * Mails to SES's success simulator that are sent soon after a doubt where too few of the issue were: whether their events
 * come tells of the stream what those of neighbours would.
 */
export const companionsSchema = z.object({
  /** The span of time they are the only ones of. */
  slot: z.string(),
  /** Noted before the first is sent. */
  sentAt: instantSchema,
  /** So many SES took, from the first on; not known while they are sent, nor of a process that died. */
  taken: z.int().default(0),
  /** Those of which an event came. */
  back: z.set(z.int()).default(new Set()),
});
export type Companions = z.infer<typeof companionsSchema>;

/** Enough for a doubt that nobody at all was sent near. */
export const companionsAtOnce = fewestNeighbours;

/** Travels as a delivery's id does; no place in any ledger. */
export const companionId = (issueId: string, slot: string, nth: number): string =>
  `companion_${issueId}_${slot}_${nth}`;

/** Reads what `companionId` wrote. */
export const companionNamed = (id: string): { issueId: string; slot: string; nth: number } | undefined => {
  const [, issueId, slot, nth] = /^companion_([\w-]{1,128})_([0-9a-z]{1,12})_(\d{1,2})$/.exec(id) ?? [];
  return issueId !== undefined && slot !== undefined ? { issueId, slot, nth: Number(nth) } : undefined;
};

/** How many SES took near a doubt's intent, and of how many of them an event came. */
export const companionsNear = (all: readonly Companions[], intentAt: Instant, times: SendingTimes): Counted => {
  const counted = { sent: 0, withEvent: 0 };
  for (const { sentAt, taken, back } of all) {
    if (!isNear(sentAt, intentAt, times)) continue;
    counted.sent += taken;
    counted.withEvent += [...back].filter((nth) => nth < taken).length;
  }
  return counted;
};

/** While a doubt waits for companions: others of the issue had time to be sent near it, and these still have. */
export const isTimeForCompanions = (intentAt: Instant, now: Instant, { neighbourhoodMs }: SendingTimes): boolean =>
  now >= addMilliseconds(intentAt, neighbourhoodMs / 3) && now < addMilliseconds(intentAt, neighbourhoodMs);

import { addMilliseconds, type Instant, minute } from "../core/time.ts";
import type { Claim } from "./claim.ts";
import type { Harm } from "./deliverability.ts";
import type { Counts } from "./read-tally.ts";

/** The beginning of a shard's plan: so many chunks in which nothing can change any more, and who stands where in them. */
export type FinishedPart = { chunks: number; counts: Counts };

/**
 * What a process remembers of an issue from one sweep to the next, so that it does not read the whole ledger each
 * minute. A process that is begun anew reads all of it once.
 */
export type Remembered = {
  finished: Map<string, FinishedPart>;
  reported?: { sums: Harm; sent: number; lifts: number; at: Instant } | undefined;
};

/** Whether the table of states has no further step for anybody in the chunk. */
export const isFinished = ({ recipients }: Claim): boolean =>
  recipients.every(({ state }) => state === "sent" || state === "rejected" || state === "skipped");

const alwaysReadUpTo = 100_000;
const growth = 1.02;
const longestMs = 30 * minute;

/**
 * What was reported of a large issue is judged by until a fiftieth more is sent, half an hour at most; not after a pause,
 * in which more is reported and nothing is sent.
 */
export const isStillGood = (
  { sent, lifts, at }: NonNullable<Remembered["reported"]>,
  seen: { sent: number; lifts: number; now: Instant },
): boolean =>
  sent > alwaysReadUpTo &&
  seen.sent < growth * sent &&
  seen.lifts === lifts &&
  seen.now < addMilliseconds(at, longestMs);

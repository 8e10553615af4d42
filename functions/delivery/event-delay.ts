import { hour } from "../core/time.ts";

/** How many events took how long: a count for each doubling, by its number; the last is for all that is longer. */
export type DelayCounts = Readonly<Record<string, number>>;

const shortestMs = 16;
const lastBucket = 20;
/** A clock that is so far behind an event's measures nothing. */
const mostAheadMs = 5_000;

/** Where an event counts that took so long. One from the future counts with the longest: then somebody's clock is wrong. */
export const delayBucket = (delayMs: number): number => {
  if (delayMs < -mostAheadMs) return lastBucket;
  if (delayMs <= shortestMs) return 0;
  return Math.min(lastBucket, Math.ceil(Math.log2(delayMs / shortestMs)));
};

const longestMs = 4 * hour;

/** The delay that 999 of 1,000 events keep below, by the end of its bucket; 0 when none was seen. */
export const slowestDelayMs = (counts: DelayCounts): number => {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return 0;
  let seen = 0;
  for (let bucket = 0; bucket < lastBucket; bucket++) {
    seen += counts[bucket] ?? 0;
    if (seen >= 0.999 * total) return shortestMs * 2 ** bucket;
  }
  return longestMs;
};

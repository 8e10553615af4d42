import { addMilliseconds, day, type Instant } from "../core/time.ts";

/** A message of an issue that came back for now, and when it was sent: the same in every report of it. */
export type SoftBounce = { issueId: string; sentAt: Instant };

const mostSoftBounces = 5;
const softBounceDays = 30;

/**
 * When an address has bounced softly in five issues within thirty days, by the earliest five; `undefined` when it never
 * has. More bounces, doubles and disorder never take an answer back. Only what was sent after `liftedAt` counts.
 */
export const tooManySoftBounces = (bounces: readonly SoftBounce[], liftedAt: Instant = ""): Instant | undefined => {
  const counted = bounces.filter(({ sentAt }) => sentAt > liftedAt);
  return counted
    .map(({ sentAt }) => sentAt)
    .sort()
    .find((end) => issuesWithin(counted, addMilliseconds(end, -softBounceDays * day), end) >= mostSoftBounces);
};

const issuesWithin = (bounces: readonly SoftBounce[], from: Instant, until: Instant): number =>
  new Set(bounces.filter(({ sentAt }) => sentAt >= from && sentAt <= until).map(({ issueId }) => issueId)).size;

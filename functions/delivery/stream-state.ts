import * as z from "zod";
import { addMilliseconds, day, type Instant, instantSchema, millisecondsBetween } from "../core/time.ts";
import type { SendingTimes } from "./lease.ts";

/** What was last seen of the event queue, by whoever takes from it. */
export const streamStateSchema = z.object({
  deadLetters: z.int().nonnegative(),
  /** Age of the oldest message; 0 when the queue is empty. */
  oldestEventMs: z.number().nonnegative(),
  /** When somebody looked at the queue; by the store's time, as all instants here. */
  seenAt: instantSchema,
  /** When a consumer of the queue last had messages in hand, and said how old. */
  inHandAt: instantSchema.optional(),
  /** Until when the age stands against a lower one. */
  standsUntil: instantSchema.optional(),
});
export type StreamState = z.infer<typeof streamStateSchema>;

/** Several take from one queue, and each sees a part of it: an old message that one saw stands for a while. */
export const afterSeen = (
  before: StreamState | undefined,
  seen: StreamState,
  { backlogMs }: SendingTimes,
): StreamState =>
  before && before.oldestEventMs > seen.oldestEventMs && seen.seenAt < addMilliseconds(before.seenAt, backlogMs)
    ? { ...before, deadLetters: seen.deadLetters }
    : seen;

/** A message that failed is nowhere to be seen for six minutes, so its age stands for longer. */
const failedStandsBacklogs = 10;

/**
 * After a consumer had messages in hand, the oldest of them so old. The oldest that anybody saw stands for a while, as
 * each sees a part; what failed will be a backlog when it is seen again.
 */
export const afterTaken = (
  before: StreamState,
  { oldestMs, isFailed, at }: { oldestMs: number; isFailed: boolean; at: Instant },
  { backlogMs }: SendingTimes,
): StreamState => {
  const seenMs = isFailed ? Math.max(oldestMs, backlogMs) : oldestMs;
  const stood = before.standsUntil ?? addMilliseconds(before.seenAt, backlogMs);
  if (before.oldestEventMs > seenMs && at < stood) return { ...before, inHandAt: at, standsUntil: stood };
  const standsUntil = addMilliseconds(at, (isFailed ? failedStandsBacklogs : 1) * backlogMs);
  return { ...before, oldestEventMs: seenMs, inHandAt: at, standsUntil };
};

/**
 * After a look at the queue from outside: what waits is as old as a consumer saw it within a backlog's time; where none
 * did, it may have waited since the last look, and where nobody looked, for as long as the queue keeps anything.
 */
export const afterCounted = (
  before: StreamState | undefined,
  { waiting, deadLetters, at }: { waiting: number; deadLetters: number; at: Instant },
  times: SendingTimes,
): StreamState => {
  if (waiting === 0) return afterSeen(before, { deadLetters, oldestEventMs: 0, seenAt: at }, times);
  if (!before) return { deadLetters, oldestEventMs: mostKeptMs, seenAt: at };
  const { inHandAt } = before;
  if (inHandAt && at < addMilliseconds(inHandAt, times.backlogMs)) return { ...before, deadLetters, seenAt: at };
  const sinceMs = Math.max(0, millisecondsBetween(latestOf(before), at));
  return afterSeen(before, { deadLetters, oldestEventMs: before.oldestEventMs + sinceMs, seenAt: at }, times);
};

const mostKeptMs = 14 * day;

const latestOf = ({ seenAt, inHandAt }: StreamState): Instant => (inHandAt && inHandAt > seenAt ? inHandAt : seenAt);

/**
 * The age of the event queue's oldest message now: what was seen waiting may be waiting still. `undefined` when nobody
 * has looked lately.
 */
export const oldestEventMs = (
  state: StreamState | undefined,
  now: Instant,
  { backlogMs }: SendingTimes,
): number | undefined => {
  if (!state || now > addMilliseconds(state.seenAt, 2 * backlogMs)) return undefined;
  const sinceMs = Math.max(0, millisecondsBetween(latestOf(state), now));
  return state.oldestEventMs === 0 ? 0 : state.oldestEventMs + sinceMs;
};

import * as z from "zod";
import { addMilliseconds, type Instant, instantSchema, millisecondsBetween } from "../core/time.ts";
import type { SendingTimes } from "./lease.ts";

/** What was last seen of the event queue, by whoever takes from it. */
export const streamStateSchema = z.object({
  deadLetters: z.int().nonnegative(),
  /** Age of the oldest message; 0 when the queue is empty. */
  oldestEventMs: z.number().nonnegative(),
  /** By the store's time. */
  seenAt: instantSchema,
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
  const sinceMs = Math.max(0, millisecondsBetween(state.seenAt, now));
  return state.oldestEventMs === 0 ? 0 : state.oldestEventMs + sinceMs;
};

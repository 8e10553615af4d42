import type { StoreTime } from "../core/store-time.ts";
import { millisecondsBetween } from "../core/time.ts";
import { type StoreStreamDeps, storeStreamState } from "./store-stream-state.ts";

export type SeeEventQueueDeps = StoreStreamDeps & {
  storeTime: StoreTime;
  /** How many messages of SES's events wait or are being taken in, and how many came to nothing. */
  countEvents: () => Promise<{ waiting: number; deadLetters: number }>;
};

/**
 * Keeps what can be seen of the event queue from outside. SQS tells no age that can be trusted: what failed often is left
 * out of it. So the oldest message is taken to be as old as the time since the queue was last seen empty.
 */
export const seeEventQueue = async (deps: SeeEventQueueDeps): Promise<void> => {
  const before = await deps.stream.state();
  const { waiting, deadLetters } = await deps.countEvents();
  const sinceMs = before ? Math.max(0, millisecondsBetween(before.seenAt, deps.storeTime().now)) : unknownMs;
  const oldestEventMs = waiting === 0 ? 0 : (before?.oldestEventMs ?? 0) + sinceMs;
  await storeStreamState(deps, { deadLetters, oldestEventMs });
};

/** Nobody has looked before: it may have waited for as long as the queue keeps anything. */
const unknownMs = 14 * 24 * 3_600_000;

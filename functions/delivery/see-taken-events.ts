import { millisecondsBetween, toInstant } from "../core/time.ts";
import type { StoreStreamDeps } from "./store-stream-state.ts";
import { afterTaken } from "./stream-state.ts";

/** What came of one message: when it was sent to the queue, in milliseconds, and whether it comes again. */
export type TakenMessage = { sentAt: number; isFailed: boolean };

/**
 * Keeps how old the oldest message was that this process had in hand: with mail going out the queue is never empty, and
 * this is how far behind it is. Written once in a third of what counts as a backlog, the oldest of that time, and at once
 * where a message failed. Nothing is written before the sweep has looked at the queue, which alone knows of dead letters.
 */
export const openTakenEvents = ({ stream, storeTime, times }: StoreStreamDeps) => {
  let storedAt: string | undefined;
  let oldestMs = 0;
  return async (taken: readonly TakenMessage[]): Promise<void> => {
    const at = storeTime().now;
    const ages = taken.map(({ sentAt }) => Math.max(0, millisecondsBetween(toInstant(sentAt), at)));
    oldestMs = ages.reduce((oldest, each) => Math.max(oldest, each), oldestMs);
    const isFailed = taken.some((each) => each.isFailed);
    if (!isFailed && storedAt && millisecondsBetween(storedAt, at) < times.backlogMs / 3) return;
    for (let tries = 0; tries < 3; tries++) {
      const before = await stream.state();
      if (!before) return;
      if (await stream.putState(afterTaken(before, { oldestMs, isFailed, at }, times), before)) {
        storedAt = at;
        oldestMs = 0;
        return;
      }
    }
  };
};

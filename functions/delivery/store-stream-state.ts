import type { StoreTime } from "../core/store-time.ts";
import type { SendingTimes } from "./lease.ts";
import { afterSeen, type StreamState } from "./stream-state.ts";
import type { StreamStore } from "./stream-store.ts";

export type StoreStreamDeps = {
  stream: Pick<StreamStore, "state" | "putState">;
  storeTime: StoreTime;
  times: SendingTimes;
};

/**
 * Keeps what was seen of the event queue, for whoever must know whether an event may still be on its way. To be called
 * each minute, and at most every few seconds while messages are taken. Where several see different things the worst
 * stands for a minute.
 */
export const storeStreamState = async (
  { stream, storeTime, times }: StoreStreamDeps,
  seen: Omit<StreamState, "seenAt">,
): Promise<void> => {
  for (let tries = 0; tries < 3; tries++) {
    const before = await stream.state();
    if (await stream.putState(afterSeen(before, { ...seen, seenAt: storeTime().now }, times), before)) return;
  }
};

import type { StoreStreamDeps } from "./store-stream-state.ts";
import { afterCounted } from "./stream-state.ts";

export type SeeEventQueueDeps = StoreStreamDeps & {
  /** How many messages of SES's events wait or are being taken in, and how many came to nothing. */
  countEvents: () => Promise<{ waiting: number; deadLetters: number }>;
};

/**
 * Keeps what can be seen of the event queue from outside: whether anything waits, and how much came to nothing. SQS tells
 * no age that can be trusted, as what failed often is left out of it: how old what waits is, its consumers say.
 */
export const seeEventQueue = async ({ stream, storeTime, times, countEvents }: SeeEventQueueDeps): Promise<void> => {
  const counted = await countEvents();
  for (let tries = 0; tries < 3; tries++) {
    const before = await stream.state();
    if (await stream.putState(afterCounted(before, { ...counted, at: storeTime().now }, times), before)) return;
  }
};

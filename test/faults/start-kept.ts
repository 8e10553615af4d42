import { setTimeout as sleep } from "node:timers/promises";
import type { Moment } from "./dying.ts";
import type { Message, Started } from "./start-process.ts";

/** A process that is begun anew when it dies as it was told to. */
export type Kept = {
  readonly now: Started;
  /** How many died at their moment. */
  readonly kills: number;
  onMessage(listener: (message: Message) => void): void;
  /** Tells it to die there, and waits until it did, for a while. */
  killAt(moment: Moment): Promise<void>;
};

const comesThereWithinMs = 10_000;

export const startKept = (start: () => Started): Kept => {
  const listeners: ((message: Message) => void)[] = [];
  let kills = 0;
  const begin = (): Started => {
    const one = start();
    let isTold = false;
    one.onMessage((message) => {
      if (message.kind === "died") isTold = true;
      for (const listener of listeners) listener(message);
    });
    one.onExit(() => {
      if (!isTold) return;
      kills += 1;
      now = begin();
    });
    return one;
  };
  let now = begin();
  return {
    get now() {
      return now;
    },
    get kills() {
      return kills;
    },
    onMessage: (listener) => void listeners.push(listener),
    async killAt(moment) {
      const one = now;
      const gone = new Promise<void>((resolve) => one.onExit(() => resolve()));
      one.tell({ kind: "die", moment });
      await Promise.race([gone, sleep(comesThereWithinMs)]);
    },
  };
};

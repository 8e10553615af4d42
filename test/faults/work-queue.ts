import type { WorkMessage } from "../../functions/delivery/work-message.ts";
import type { Chance } from "../year/chance.ts";

/** The queue between the sweep and the senders, and what may go wrong with it. */
export type WorkQueue = {
  put(messages: readonly WorkMessage[]): void;
  /** The next message, or one that is still to be put: a taker waits for its turn. */
  take(taker: (message: WorkMessage) => void): void;
  /** Loses everything that waits. */
  wipe(): void;
  readonly length: number;
};

export const workQueue = ({
  copies = 1,
  shuffled,
}: {
  copies?: number;
  shuffled?: Chance | undefined;
} = {}): WorkQueue => {
  let waiting: WorkMessage[] = [];
  let takers: ((message: WorkMessage) => void)[] = [];
  const next = (): WorkMessage | undefined => {
    const place = shuffled ? Math.floor(shuffled.next() * waiting.length) : 0;
    return waiting.splice(place, 1)[0];
  };
  const hand = () => {
    while (takers.length > 0 && waiting.length > 0) {
      const message = next();
      if (message) takers.shift()?.(message);
    }
  };
  return {
    put(messages) {
      for (let copy = 0; copy < copies; copy++) waiting.push(...messages);
      hand();
    },
    take(taker) {
      takers.push(taker);
      hand();
    },
    wipe() {
      waiting = [];
      takers = [...takers];
    },
    get length() {
      return waiting.length;
    },
  };
};

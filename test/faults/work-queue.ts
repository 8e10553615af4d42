import type { WorkMessage } from "../../functions/delivery/work-message.ts";
import type { Chance } from "../year/chance.ts";

/** `false`: it is gone, and the message goes to the next. */
export type Taker = (message: WorkMessage) => boolean;

/** The queue between the sweep and the senders, and what may go wrong with it. */
export type WorkQueue = {
  put(messages: readonly WorkMessage[]): void;
  /** The next message, or one that is still to be put: a taker waits for its turn. */
  take(taker: Taker): void;
  /** Loses everything that waits, and says how many these were. */
  wipe(): number;
  /** How many messages were taken so far. */
  readonly handed: number;
  /** And of each shard. */
  readonly handedOf: ReadonlyMap<string, number>;
  readonly isEmpty: boolean;
};

/** Two minutes of work a sweep are a lot when a minute is a second and SES is as slow as ever. */
const fewWaiting = 48;

export const workQueue = ({
  copies = 1,
  isCopied = () => true,
  mostWaiting = fewWaiting,
  shuffled,
}: {
  /** How often each message comes that is copied. */
  copies?: number;
  isCopied?: (message: WorkMessage) => boolean;
  mostWaiting?: number;
  shuffled?: Chance | undefined;
} = {}): WorkQueue => {
  let waiting: WorkMessage[] = [];
  const takers: Taker[] = [];
  let handed = 0;
  const handedOf = new Map<string, number>();
  const next = (): WorkMessage | undefined => {
    const place = shuffled ? Math.floor(shuffled.next() * waiting.length) : 0;
    return waiting.splice(place, 1)[0];
  };
  const hand = () => {
    while (takers.length > 0 && waiting.length > 0) {
      const message = next();
      while (message && takers.length > 0) {
        if (!takers.shift()?.(message)) continue;
        handed++;
        handedOf.set(message.shard, 1 + (handedOf.get(message.shard) ?? 0));
        break;
      }
    }
  };
  return {
    put(messages) {
      const room = Math.max(0, copies * mostWaiting - waiting.length);
      const again = messages.filter(isCopied);
      const all = Array.from({ length: copies }, (_, nth) => (nth === 0 ? messages : again)).flat();
      waiting.push(...all.slice(0, room));
      hand();
    },
    take(taker) {
      takers.push(taker);
      hand();
    },
    wipe() {
      const lost = waiting.length;
      waiting = [];
      return lost;
    },
    get isEmpty() {
      return waiting.length === 0;
    },
    get handed() {
      return handed;
    },
    handedOf,
  };
};

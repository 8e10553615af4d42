import type { Queue } from "../functions/core/queue.ts";

/** A queue in this process, with those who work it off. */
export type LaneQueue<Message> = Queue<Message> & {
  /** Resolves when nothing waits and nobody works; says whether any work since the last time changed anything. */
  idle(): Promise<{ changed: boolean }>;
  /** Forgets what waits, and resolves when nobody works; whoever works can ask `isStopping`. */
  stop(): Promise<void>;
  isStopping(): boolean;
};

/**
 * Hands every message to `work`, as many at once as there are lanes, beside whatever else the process does. What waits
 * already is not put twice. What fails is told and forgotten: the sweep finds its work again.
 */
export const laneQueue = <Message>({
  work,
  lanes,
  say,
}: {
  work: (message: Message) => Promise<{ changed: boolean }>;
  lanes: number;
  say: (line: string) => void;
}): LaneQueue<Message> => {
  const waiting = new Map<string, Message>();
  const working = new Set<Promise<void>>();
  let changed = false;
  let isStopping = false;

  const lane = async (): Promise<void> => {
    for (let next = waiting.entries().next(); !next.done; next = waiting.entries().next()) {
      const [key, message] = next.value;
      waiting.delete(key);
      try {
        changed = (await work(message)).changed || changed;
      } catch (error) {
        say(`work failed, and is found again by the next tick: ${String(error)}`);
      }
    }
  };

  const open = () => {
    const one = lane().finally(() => working.delete(one));
    working.add(one);
  };

  const idle = async () => {
    while (working.size > 0) await Promise.all(working);
    const answer = { changed };
    changed = false;
    return answer;
  };

  return {
    async put(messages) {
      if (isStopping) return;
      for (const message of messages) waiting.set(JSON.stringify(message), message);
      for (let free = Math.min(lanes - working.size, waiting.size); free > 0; free--) open();
    },
    idle,
    isStopping: () => isStopping,
    async stop() {
      isStopping = true;
      waiting.clear();
      await idle();
    },
  };
};

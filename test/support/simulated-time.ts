import type { Timer } from "../../functions/delivery/timer.ts";

/**
 * Time that many share and nobody waits for: whoever waits goes on in the order of the moments waited for. `isBusy`:
 * somebody is still at what happens at this moment.
 */
export const simulatedTime = (isBusy = () => false) => {
  const waiting: { at: number; go: () => void }[] = [];
  let now = 0;
  const timer: Timer = {
    now: () => now,
    wait: (milliseconds) =>
      new Promise((go) => {
        const at = now + Math.max(0, milliseconds);
        let place = waiting.length;
        while (place > 0 && (waiting[place - 1] as { at: number }).at <= at) place--;
        waiting.splice(place, 0, { at, go });
      }),
  };
  /** Lives until everything given is done. */
  const live = async (work: readonly Promise<unknown>[]): Promise<void> => {
    let done = false;
    const all = Promise.all(work).finally(() => {
      done = true;
    });
    while (!done) {
      // Whatever can happen at this moment happens before the next.
      await new Promise((turn) => setImmediate(turn));
      const next = isBusy() ? undefined : waiting.pop();
      if (!next) continue;
      now = next.at;
      next.go();
    }
    await all;
  };
  return { timer, live };
};

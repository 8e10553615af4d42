import { beforeEach, describe, expect, it } from "vitest";
import { addMilliseconds, type Instant, minute } from "../../functions/core/time.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { seeEventQueue } from "../../functions/delivery/see-event-queue.ts";
import { oldestEventMs, type StreamState } from "../../functions/delivery/stream-state.ts";
import { at } from "../support/audience.ts";

const times = sendingTimes();

describe("what the sweep sees of the event queue", () => {
  let state: StreamState | undefined;
  let now: Instant;
  beforeEach(() => {
    state = undefined;
    now = at;
  });
  const stream = {
    state: async () => state,
    putState: async (next: StreamState) => {
      state = next;
      return true;
    },
  };
  const see = (waiting: number, deadLetters = 0) =>
    seeEventQueue({
      stream,
      times,
      storeTime: () => ({ now, agrees: true }),
      countEvents: async () => ({ waiting, deadLetters }),
    });
  const later = (minutes: number) => {
    now = addMilliseconds(at, minutes * minute);
  };

  it("is that nothing waits when it is empty, and how much came to nothing", async () => {
    await see(0, 2);
    expect(state).toEqual({ oldestEventMs: 0, deadLetters: 2, seenAt: now });
  });

  it("grows old with every minute in which it is never empty, whatever came and went", async () => {
    await see(0);
    for (const [minutes, waiting] of [
      [1, 40],
      [2, 3],
      [3, 7],
    ] as const) {
      later(minutes);
      await see(waiting);
      expect(state?.oldestEventMs).toBe(minutes * minute);
    }
    later(5);
    await see(0);
    expect(oldestEventMs(state, now, times)).toBe(0);
  });

  it("proves nothing where it was never seen empty", async () => {
    await see(1);
    expect(state?.oldestEventMs).toBeGreaterThan(times.backlogMs);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { addMilliseconds, type Instant, minute } from "../../functions/core/time.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { seeEventQueue } from "../../functions/delivery/see-event-queue.ts";
import { openTakenEvents } from "../../functions/delivery/see-taken-events.ts";
import { oldestEventMs, type StreamState } from "../../functions/delivery/stream-state.ts";
import { timeouts, visibility } from "../../infra/numbers.ts";
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

  describe("while mail goes out and it is never empty", () => {
    const secondsOn = (seconds: number) => {
      now = addMilliseconds(at, seconds * 1_000);
    };
    const deps = { stream, times, storeTime: () => ({ now, agrees: true }) };
    const message = (agedSeconds: number, isFailed = false) => ({
      sentAt: Date.parse(now) - agedSeconds * 1_000,
      isFailed,
    });
    const ageNow = () => oldestEventMs(state, now, times) ?? Infinity;

    it("is as old as what its consumers have in hand, and they write once in twenty seconds", async () => {
      const taken = openTakenEvents(deps);
      let writes = 0;
      await see(300);
      for (let second = 1; second <= 80 * 60; second++) {
        secondsOn(second);
        const before = state;
        if (second % 5 === 0) await taken([message(5), message(second % 35 === 0 ? 9 : 2)]);
        if (state !== before) writes++;
        if (second % 60 === 0) await see(300);
        if (second > 120) expect(ageNow()).toBeLessThan(times.backlogMs);
      }
      expect(writes).toBeLessThanOrEqual((80 * 60) / 20);
    });

    it("is behind where one has an old message in hand, whatever another has, and when nobody takes any more", async () => {
      const [one, other] = [openTakenEvents(deps), openTakenEvents(deps)];
      await see(0);
      secondsOn(20);
      await one([message(300)]);
      secondsOn(30);
      await other([message(1)]);
      expect(ageNow()).toBeGreaterThan(times.backlogMs);
      secondsOn(60);
      await see(3);
      secondsOn(81);
      await other([message(1)]);
      expect(ageNow()).toBe(1_000);
      for (const seconds of [120, 180]) {
        secondsOn(seconds);
        await see(3);
      }
      expect(ageNow()).toBeGreaterThan(times.backlogMs);
    });

    it("stays behind until what failed has come again", async () => {
      await see(0);
      const taken = openTakenEvents(deps);
      secondsOn(10);
      await taken([message(2), message(1, true)]);
      const hiddenSeconds = visibility(timeouts.events);
      for (let second = 15; second <= 10 + hiddenSeconds; second += 5) {
        secondsOn(second);
        await taken([message(2)]);
        if (second % 60 === 0) await see(20, 1);
        expect(ageNow()).toBeGreaterThanOrEqual(times.backlogMs);
      }
      expect(state?.deadLetters).toBe(1);
    });

    it("is said by nobody before dead letters were counted", async () => {
      await openTakenEvents(deps)([message(2)]);
      expect(state).toBeUndefined();
    });
  });
});

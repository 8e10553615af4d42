import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMilliseconds, day, hour, millisecondsBetween, minute } from "../../functions/core/time.ts";
import {
  afterPoll,
  held,
  isDue,
  newSource,
  type Polled,
  reachOf,
  silence,
} from "../../functions/posts/source-state.ts";

const now = "2026-11-10T10:00:00.000Z";
const fresh = newSource({ url: "https://flashbulb.example/feed", everyMinutes: 10 }, now);
const read = (changes: object = {}): Polled => ({
  ...{ did: "read", lost: false, unfinished: false, guids: ["c", "b", "a"], etag: "1" },
  ...changes,
});
const failed: Polled = { did: "failed", reason: "did not come in time" };
const asked = (state: typeof fresh, polled: Polled, at = now) =>
  afterPoll(held(state, at), polled, { now: at, everyMinutes: 10 });

describe("a source", () => {
  it("is asked at once, then every so many minutes, and before its window closes", () => {
    expect(isDue(fresh, { now, closing: false })).toBe(true);
    const good = asked(fresh, read());
    expect(isDue(good, { now: addMilliseconds(now, 10 * minute - 1), closing: false })).toBe(false);
    expect(isDue(good, { now: addMilliseconds(now, 10 * minute), closing: false })).toBe(true);
    expect(isDue(good, { now, closing: true })).toBe(true);
  });

  it("is asked by one at a time, and again when that one died", () => {
    const holding = held(fresh, now);
    expect(isDue(holding, { now, closing: true })).toBe(false);
    expect(isDue(holding, { now: addMilliseconds(now, 10 * minute), closing: false })).toBe(true);
  });

  it("is asked ever later while it fails, never later than in six hours, and keeps the copy that was good", () => {
    let state = asked(fresh, read());
    const waits: number[] = [];
    for (let n = 0; n < 9; n++) {
      state = asked(state, failed);
      waits.push(millisecondsBetween(now, state.nextAt) / minute);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 360, 360, 360]);
    expect(state).toMatchObject({ etag: "1", seam: ["c", "b", "a"], failures: 9, failingSince: now });
    expect(silence(state)).toBe("https://flashbulb.example/feed did not come in time, since 2026-11-10 10:00 UTC");
    expect(silence(asked(state, { did: "unchanged" }))).toBeUndefined();
  });

  it("is not asked before the time that it asks for itself, as far as that is within six hours", () => {
    const waits = (retryAfterSeconds: number) => {
      const { nextAt, waitUntil } = asked(asked(fresh, failed), { ...failed, retryAfterSeconds });
      return [millisecondsBetween(now, nextAt) / minute, waitUntil && millisecondsBetween(now, waitUntil) / minute];
    };
    expect([0, 600, 3600, 86_400].map(waits)).toEqual([
      [20, undefined],
      [20, 10],
      [60, 60],
      [360, 1440],
    ]);
    const left = asked(fresh, { ...failed, retryAfterSeconds: 3600 });
    expect(asked(left, failed).waitUntil).toBeUndefined();
    expect(asked(left, { did: "unchanged" }).waitUntil).toBeUndefined();
  });

  it("is asked no later because a window waited for it and asked every minute", () => {
    const waitedFor = (state: typeof fresh) =>
      afterPoll(held(state, now), failed, { now, everyMinutes: 10, closing: true });
    const state = waitedFor(waitedFor(waitedFor(fresh)));
    expect(state).toMatchObject({ failures: 1, failingSince: now, nextAt: addMilliseconds(now, 10 * minute) });
  });

  it("asks for everything since its seam while a page is missing, and for a day while a picture is", () => {
    const first = asked(fresh, read());
    const later = (polled: Polled) =>
      asked(asked(first, polled, addMilliseconds(now, hour)), polled, addMilliseconds(now, hour + day));
    const gap = later(read({ lost: true, guids: ["f", "e", "d"], etag: "2" }));
    expect(gap).toMatchObject({ seam: ["c", "b", "a"], etag: undefined });
    const unfinished = read({ unfinished: true, guids: ["f", "e", "d"] });
    expect(asked(first, unfinished, addMilliseconds(now, hour)).seam).toEqual(["c", "b", "a"]);
    expect(later(unfinished).seam).toEqual(["f", "e", "d"]);
  });

  it("is read back to when all of it was taken in last, however long ago that is", () => {
    const since = addMilliseconds(now, -2 * day);
    const joined = asked(fresh, read());
    const later = asked(joined, failed, addMilliseconds(now, 20 * day));
    const dayBefore = addMilliseconds(now, -day);
    expect(reachOf(fresh, { since, closing: false })).toBe(since);
    expect(reachOf(later, { since: addMilliseconds(now, 19 * day), closing: false })).toBe(dayBefore);
    expect(reachOf(later, { since: addMilliseconds(now, 12 * day), closing: true })).toBe(dayBefore);
    expect(reachOf(later, { since, closing: true })).toBe(since);
    const unchanged = asked(joined, { did: "unchanged" }, addMilliseconds(now, 5 * day));
    expect(reachOf(unchanged, { since, closing: false })).toBe(addMilliseconds(now, 4 * day));
    expect(reachOf(asked(fresh, failed), { since: addMilliseconds(now, 9 * day), closing: false })).toBe(dayBefore);
  });

  it("is due again after whatever came of it", () => {
    const outcome = fc.constantFrom<Polled>(read(), read({ lost: true }), read({ unfinished: true }), failed, {
      did: "unchanged",
    });
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 30 }), (outcomes) => {
        const state = outcomes.reduce((before, polled) => asked(before, polled), fresh);
        expect(isDue(state, { now: addMilliseconds(now, 6 * hour), closing: false })).toBe(true);
      }),
    );
  });
});

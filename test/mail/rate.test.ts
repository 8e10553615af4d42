import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cutAfterThrottle,
  isQuotaNews,
  newRate,
  nextStart,
  type Rate,
  rateAt,
  slotsWorthTaking,
  tracksFor,
  tracksToTake,
} from "../../functions/mail/rate.ts";

/** The rate after a throttle of a request in a slot that was sold at `slotRate`, by default today's. */
const throttled = (rate: Rate, now: number, slotRate = rateAt(rate, now)): Rate => {
  const cut = cutAfterThrottle(rate, { now, slotRate });
  return cut ? { ...rate, cut } : rate;
};

const throttles = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 2_000, max: 30_000 }),
    soldFor: fc.double({ min: 0.3, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 8 },
);
const moments = fc.tuple(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 0, max: 600_000 }));

describe("what SES allows", () => {
  it("is stored again when the rate is another, headroom ends or comes, or ten minutes are over", () => {
    const at = "2026-10-24T06:00:00.000Z";
    const known: Rate = { ...newRate(14, 0), quotaAt: at, leftToday: 50_000 };
    const isNews = (change: object) => isQuotaNews(known, { limit: 14, leftToday: 40_000, at, ...change });
    expect(isNews({ at: "2026-10-24T06:09:59.999Z" })).toBe(false);
    expect(isNews({ at: "2026-10-24T06:10:00.000Z" })).toBe(true);
    expect(isNews({ at: "2026-10-24T05:50:00.000Z" })).toBe(true);
    expect(isNews({ limit: 15 })).toBe(true);
    expect(isQuotaNews({ ...known, limit: 500 }, { limit: 500, leftToday: 40_000, at })).toBe(true);
    expect(isNews({ leftToday: 0 })).toBe(true);
    expect(isNews({ leftToday: Infinity })).toBe(false);
    expect(isQuotaNews(newRate(1, 0), { limit: 1, leftToday: Infinity, at })).toBe(true);
  });
});

describe("the rate", () => {
  it("is cut by three tenths when SES throttles, is near that rate again in seconds, and grows on slowly", () => {
    const rate = throttled(newRate(100, 0), 1000);
    const shares = [0, 2, 5, 10, 20, 35, 100].map((seconds) => Math.round(rateAt(rate, 1000 + seconds * 1000)));
    expect(shares).toEqual([70, 82, 92, 95, 97, 100, 100]);
  });

  it("is cut once in two seconds, and not for a slot that was sold before the cut", () => {
    const rate = throttled(newRate(100, 0), 1000);
    expect(cutAfterThrottle(rate, { now: 2999, slotRate: 70 })).toBeUndefined();
    expect(cutAfterThrottle(rate, { now: 3000, slotRate: 70 })).toEqual({ at: 3000, from: 70 });
    expect(cutAfterThrottle(rate, { now: 3000, slotRate: 100 })).toBeUndefined();
  });

  it("goes further down with each throttle that comes before it is back, and never above the limit", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 500, noNaN: true }), throttles, moments, (limit, all, [one, other]) => {
        let rate = newRate(limit, 0);
        let now = 0;
        for (const { afterMs, soldFor } of all) {
          const before = rateAt(rate, now);
          now += afterMs;
          const isBack = !rate.cut || now - rate.cut.at >= 10_000;
          rate = throttled(rate, now, soldFor * rateAt(rate, now));
          if (!isBack) expect(rateAt(rate, now)).toBeLessThan(before);
        }
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        expect(rateAt(rate, now + early)).toBeLessThanOrEqual(rateAt(rate, now + late));
        expect(rateAt(rate, now + late)).toBeLessThanOrEqual(limit);
        // However deep it was: when SES grants everything again, so do we.
        expect(rateAt(rate, now + 24 * 3_600_000)).toBe(limit);
      }),
    );
  });

  it("has a next slot at once when it rested, after the taken ones when not, and none beyond five seconds", () => {
    expect(nextStart({ tracks: [900] }, 1000)).toBe(1000);
    expect(nextStart({ tracks: [6000, 7000] }, 1000)).toBe(6000);
    expect(nextStart({ tracks: [6001] }, 1000)).toBeUndefined();
  });

  it("has one track for each 125 a second, and one below 250", () => {
    expect([1, 14, 249, 250, 500, 5_000, 50_000].map(tracksFor)).toEqual([1, 1, 1, 2, 4, 40, 64]);
  });

  it("is sold on the tracks that are due first, at one moment, a clock's that is far ahead among them", () => {
    const rate = { tracks: [1_500, 900, 2_000, 999_000, 1_500] };
    const take = (now: number, width: number, turn = 0) => tracksToTake(rate, now, { width, turn });
    expect([take(1_000, 1), take(1_000, 1, 0.5), take(1_000, 9)]).toEqual([[1], [3], [1, 3]]);
    const sold = { tracks: [1_500, 1_400, 1_400] };
    expect(tracksToTake(sold, 1_000, { width: 3, turn: 0.99 })).toEqual([2, 1]);
  });

  it("is taken in whole batches, as many as five seconds hold, and one batch at least", () => {
    expect(slotsWorthTaking({ batch: 25, wanted: 250, spacing: 5 })).toBe(250);
    expect(slotsWorthTaking({ batch: 25, wanted: 250, spacing: 71 })).toBe(50);
    expect(slotsWorthTaking({ batch: 2, wanted: 250, spacing: 1000 })).toBe(4);
    expect(slotsWorthTaking({ batch: 10, wanted: 5, spacing: 10 })).toBe(10);
  });

  it("is not taken for more than a chunk still needs", () => {
    expect(slotsWorthTaking({ batch: 25, wanted: 250, needed: 94, spacing: 5 })).toBe(94);
  });

  it("is taken for a whole chunk where twenty seconds hold it, from ten a second on", () => {
    expect(slotsWorthTaking({ batch: 25, wanted: 500, needed: 250, spacing: 71 })).toBe(250);
    expect(slotsWorthTaking({ batch: 25, wanted: 500, needed: 250, spacing: 81 })).toBe(50);
    expect(slotsWorthTaking({ batch: 25, wanted: 100, needed: 250, spacing: 71 })).toBe(100);
    expect(slotsWorthTaking({ batch: 10, wanted: 500, needed: 60, spacing: 200 })).toBe(20);
  });
});

import { describe, expect, it } from "vitest";
import { cutAfterThrottle, newRate, nextStart, rateAt, slotsWorthTaking } from "../../functions/mail/rate.ts";

describe("the rate", () => {
  it("is cut by three tenths when SES throttles, once in two seconds, and grows back by two per cent each ten", () => {
    const rate = newRate(100, 0);
    const first = { ...rate, cut: cutAfterThrottle(rate, 1000) as { at: number; rate: number } };
    expect(cutAfterThrottle(first, 2999)).toBeUndefined();
    expect(rateAt(first, 3000)).toBeCloseTo(70);
    expect(cutAfterThrottle(first, 3000)?.rate).toBeCloseTo(49);
    expect(rateAt(first, 11_000)).toBeCloseTo(71.4);
    expect(rateAt(first, 1000 + 1_000_000)).toBe(100);
  });

  it("has a next slot at once when it rested, after the taken ones when not, and none beyond five seconds", () => {
    expect(nextStart({ nextAt: 900 }, 1000)).toBe(1000);
    expect(nextStart({ nextAt: 6000 }, 1000)).toBe(6000);
    expect(nextStart({ nextAt: 6001 }, 1000)).toBeUndefined();
  });

  it("is taken in whole batches, as many as five seconds hold, and one batch at least", () => {
    expect(slotsWorthTaking({ batch: 25, wanted: 250, spacing: 5 })).toBe(250);
    expect(slotsWorthTaking({ batch: 25, wanted: 250, spacing: 71 })).toBe(50);
    expect(slotsWorthTaking({ batch: 2, wanted: 250, spacing: 1000 })).toBe(4);
    expect(slotsWorthTaking({ batch: 10, wanted: 5, spacing: 10 })).toBe(10);
  });
});

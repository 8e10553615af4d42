import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMilliseconds, day } from "../../functions/core/time.ts";
import { type SoftBounce, tooManySoftBounces } from "../../functions/delivery/soft-bounces.ts";

const start = "2026-08-01T06:00:00.000Z";
const onDay = (count: number) => addMilliseconds(start, count * day);
const bouncedOn = (...days: number[]): SoftBounce[] =>
  days.map((each, place) => ({ issueId: `issue-${place}`, sentAt: onDay(each) }));

describe("soft bounces", () => {
  it("are too many in five issues within thirty days, from the fifth on", () => {
    expect(tooManySoftBounces(bouncedOn(0, 7, 14, 21))).toBeUndefined();
    expect(tooManySoftBounces(bouncedOn(0, 7, 14, 21, 28))).toBe(onDay(28));
    expect(tooManySoftBounces(bouncedOn(0, 7, 14, 21, 30))).toBe(onDay(30));
    expect(tooManySoftBounces(bouncedOn(0, 7, 14, 21, 30.1))).toBeUndefined();
    expect(tooManySoftBounces(bouncedOn(0, 14, 28, 42, 56, 70, 84))).toBeUndefined();
  });

  it("of one issue are one", () => {
    const one = Array.from({ length: 9 }, (_, each) => ({ issueId: "same", sentAt: onDay(each) }));
    expect(tooManySoftBounces(one)).toBeUndefined();
  });

  it("from before a suppression was lifted count no more", () => {
    const bounces = bouncedOn(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(tooManySoftBounces(bounces.slice(0, 9), onDay(4))).toBeUndefined();
    expect(tooManySoftBounces(bounces, onDay(4))).toBe(onDay(9));
  });

  it("come to the same in any order, and more of them never take an answer back", () => {
    const bounce = fc.record({
      issueId: fc.integer({ min: 0, max: 9 }).map((number) => `issue-${number}`),
      sentAt: fc.integer({ min: 0, max: 90 }).map(onDay),
    });
    const seen = { yes: 0, no: 0 };
    fc.assert(
      fc.property(fc.array(bounce, { maxLength: 25 }), fc.array(bounce), fc.gen(), (some, more, random) => {
        const found = tooManySoftBounces(some);
        seen[found === undefined ? "no" : "yes"] += 1;
        const shuffled = [...some, ...some].sort(() => (random(fc.boolean) ? 1 : -1));
        expect(tooManySoftBounces(shuffled)).toBe(found);
        const later = tooManySoftBounces([...some, ...more]);
        if (found !== undefined) expect(later !== undefined && later <= found).toBe(true);
      }),
    );
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(0);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agrees, narrowed, type Offset, offsetSeen } from "../../functions/core/store-time.ts";

/** An answer of a store whose clock is `offset` ahead of a monotonic one here; its `Date` is cut to the second. */
const answer = (offset: number, { askedAt, wayMs, backMs }: { askedAt: number; wayMs: number; backMs: number }) => {
  const date = Math.floor((askedAt + wayMs + offset) / 1000) * 1000;
  return offsetSeen({ date, askedAt, answeredAt: askedAt + wayMs + backMs });
};
const middle = ({ least, most }: Offset) => (least + most) / 2;
const way = fc.integer({ min: 0, max: 40 });

describe("the store's time", () => {
  it("is known ever better with every answer, and never wrongly, though each is cut to the second", () => {
    const answers = fc.array(fc.record({ afterMs: fc.nat(5_000), wayMs: way, backMs: way }), { minLength: 1 });
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e12 }), answers, (offset, all) => {
        let askedAt = 0;
        let known: Offset | undefined;
        for (const { afterMs, ...each } of all) {
          askedAt += afterMs;
          const seen = answer(offset, { askedAt, ...each });
          known = known ? narrowed(known, seen) : seen;
          expect(known.least).toBeLessThanOrEqual(offset);
          expect(known.most).toBeGreaterThanOrEqual(offset);
          expect(known.most - known.least).toBeLessThanOrEqual(seen.most - seen.least);
        }
      }),
    );
  });

  it("is known to 25 ms after two hundred answers of 10 ms each", () => {
    let known = answer(123_456.7, { askedAt: 0, wayMs: 5, backMs: 5 });
    for (let n = 1; n < 200; n++) known = narrowed(known, answer(123_456.7, { askedAt: n * 137, wayMs: 5, backMs: 5 }));
    expect(Math.abs(middle(known) - 123_456.7)).toBeLessThanOrEqual(25);
  });

  it("follows the store when its clock is set, or the process stood still without noticing", () => {
    const before = answer(0, { askedAt: 0, wayMs: 5, backMs: 5 });
    const after = answer(3_600_000, { askedAt: 1_000, wayMs: 5, backMs: 5 });
    expect(narrowed(before, after)).toEqual(after);
  });

  it("allows for two clocks that drift apart", () => {
    let known = answer(0, { askedAt: 0, wayMs: 1, backMs: 1 });
    for (let n = 1; n < 1_000; n++) {
      const askedAt = n * 997;
      const drifted = askedAt * 0.00005;
      known = narrowed(known, answer(drifted, { askedAt, wayMs: 1, backMs: 1 }));
      expect(known.least).toBeLessThanOrEqual(drifted);
      expect(known.most).toBeGreaterThanOrEqual(drifted);
    }
  });

  it("agrees with an own clock that is five seconds off, and with none that is further", () => {
    const known: Offset = { least: 1_000_000, most: 1_000_020, at: 0 };
    for (const own of [995_000, 1_000_010, 1_005_020]) expect(agrees(known, own)).toBe(true);
    for (const own of [994_999, 1_005_021, 1_000_000 + 3 * 86_400_000]) expect(agrees(known, own)).toBe(false);
  });
});

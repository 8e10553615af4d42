import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Pace, paceOf, rateAt, slowed, takeSlots } from "../../functions/mail/rate.ts";

describe("the rate", () => {
  it("never gives more than 1.1 times the limit in any ten seconds, however the work comes", () => {
    const asked = fc.array(fc.record({ wait: fc.nat(3000), count: fc.integer({ min: 1, max: 25 }) }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), asked, (limit, steps) => {
        let pace: Pace = paceOf(limit, 0);
        let now = 0;
        const slots: number[] = [];
        for (const { wait, count } of steps) {
          now += wait;
          const taken = takeSlots(pace, count, now);
          pace = taken.pace;
          // What is due already starts now.
          for (let k = 0; k < count; k++) slots.push(Math.max(now, taken.startsAt + k * taken.spacing));
        }
        slots.sort((a, b) => a - b);
        let first = 0;
        slots.forEach((slot, index) => {
          while ((slots[first] as number) <= slot - 10_000) first++;
          expect(index - first + 1).toBeLessThanOrEqual(Math.ceil(limit * 10 * 1.1));
        });
      }),
    );
  });

  it("loses nothing to timers that are late by less than a tenth of a second", () => {
    let pace = paceOf(100, 0);
    let now = 0;
    for (let batch = 0; batch < 400; batch++) {
      const taken = takeSlots(pace, 25, now);
      pace = taken.pace;
      now = Math.max(now, taken.startsAt + 24 * taken.spacing) + 20;
    }
    expect((400 * 25) / (now / 1000)).toBeGreaterThan(98);
  });

  it("is cut by three tenths when SES throttles, once in two seconds, and grows back by two per cent each ten", () => {
    const pace = slowed(slowed(slowed(paceOf(100, 0), 1000), 1500), 2999);
    expect(rateAt(pace, 3000)).toBeCloseTo(70);
    expect(rateAt(slowed(pace, 3000), 3000)).toBeCloseTo(49);
    expect(rateAt(pace, 11_000)).toBeCloseTo(71.4);
    expect(rateAt(pace, 1000 + 1_000_000)).toBe(100);
  });
});

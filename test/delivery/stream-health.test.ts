import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { companionsAtOnce } from "../../functions/delivery/companions.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { fullSample } from "../../functions/delivery/neighbours.ts";
import { type StreamSigns, streamHealth } from "../../functions/delivery/stream-health.ts";

const ambiguousAt = "2026-10-24T06:00:00.000Z";
const minutesAfter = (minutes: number) => addMilliseconds(ambiguousAt, minutes * minute);
const healthy: StreamSigns = {
  ambiguousAt,
  neighbours: { sent: 1000, withEvent: 999 },
  companions: { sent: 0, withEvent: 0 },
  sample: { sent: 1000, withEvent: 999, isWhole: true },
  deadLetters: 0,
  probe: { sentAt: minutesAfter(15), backAt: minutesAfter(16) },
  evidenceReadAt: minutesAfter(21),
  oldestEventMs: 59_999,
  delayMs: minute,
};

describe("the event stream", () => {
  it("is healthy when everything about it says so", () => {
    expect(streamHealth(healthy, sendingTimes())).toEqual({ healthy: true });
  });

  const few = { sent: 3, withEvent: 3, isWhole: true };
  it("is healthy when companions stand where neighbours are too few, or nobody else was sent at all", () => {
    for (const neighbours of [few, { sent: 0, withEvent: 0 }]) {
      const sample = { ...neighbours, isWhole: true };
      const signs = { ...healthy, neighbours, sample, companions: { sent: 20, withEvent: 20 } };
      expect(streamHealth(signs, sendingTimes())).toEqual({ healthy: true });
    }
  });

  it.each([
    ["few-neighbours", { neighbours: { sent: 19, withEvent: 19 } }],
    ["few-neighbours", { neighbours: few, sample: few, companions: { sent: 16, withEvent: 16 } }],
    ["neighbours-missing", { neighbours: few, sample: few, companions: { sent: 20, withEvent: 19 } }],
    ["neighbours-missing", { neighbours: { sent: 3, withEvent: 2 }, companions: { sent: 999, withEvent: 999 } }],
    [
      "neighbours-missing",
      { sample: { sent: 999, withEvent: 998, isWhole: true }, companions: { sent: 20, withEvent: 20 } },
    ],
    ["neighbours-missing", { neighbours: { sent: 1000, withEvent: 998 } }],
    ["neighbours-missing", { neighbours: { sent: 20, withEvent: 19 } }],
    [
      "neighbours-missing",
      { neighbours: { sent: 20, withEvent: 20 }, sample: { sent: 1000, withEvent: 998, isWhole: true } },
    ],
    [
      "neighbours-missing",
      { neighbours: { sent: 20, withEvent: 20 }, sample: { sent: 999, withEvent: 998, isWhole: true } },
    ],
    ["dead-letters", { deadLetters: 1 }],
    ["no-probe", { probe: undefined }],
    ["no-probe", { probe: { sentAt: minutesAfter(15) } }],
    ["no-probe", { probe: { sentAt: minutesAfter(14.99), backAt: minutesAfter(16) } }],
    ["too-early", { evidenceReadAt: minutesAfter(20.99) }],
    ["too-early", { delayMs: 2 * minute }],
    ["too-early", { sample: { sent: 999, withEvent: 999, isWhole: false } }],
    ["backlog", { oldestEventMs: minute }],
    ["backlog", { oldestEventMs: undefined }],
  ] satisfies [string, Partial<StreamSigns>][])("is not: %s (%j)", (reason, signs) => {
    expect(streamHealth({ ...healthy, ...signs }, sendingTimes())).toEqual({ healthy: false, reason });
  });

  /** Where a share of all mails loses its events: that a mail is one of them, and so many others show nothing of it. */
  const resentWrongly = (share: number, sample: number, companions = 0): number => {
    const near = Math.min(20, sample);
    let passing = 0;
    // A companion that is missing ends it, whatever the others say: see above.
    let chance = (1 - share) ** (sample + companions);
    for (let missing = 0; missing <= sample && chance > 0; missing++) {
      const signs = {
        neighbours: { sent: near, withEvent: near },
        companions: { sent: companions, withEvent: companions },
        sample: { sent: sample, withEvent: sample - missing, isWhole: true },
      };
      if (!streamHealth({ ...healthy, ...signs }, sendingTimes()).healthy) break;
      passing += chance;
      chance *= ((sample - missing) / (missing + 1)) * (share / (1 - share));
    }
    return share * passing;
  };

  it("that loses one mail in a hundred lets 5 doubts of a million through", () => {
    expect(resentWrongly(0.01, 20)).toBeCloseTo(8.2e-3, 4);
    expect(resentWrongly(0.01, 1_000)).toBeCloseTo(4.8e-6, 7);
  });

  it("lets no more than 9 of ten thousand through, whatever it loses, and fewer than 0.37 of as many as were sent", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 0.5, noNaN: true }), fc.integer({ min: 20, max: 999 }), (share, sent) => {
        expect(resentWrongly(share, fullSample)).toBeLessThan(9e-4);
        expect(resentWrongly(share, sent)).toBeLessThan(0.37 / sent);
      }),
    );
    expect(resentWrongly(0.0016, fullSample)).toBeGreaterThan(8e-4);
  });

  it("lets no more through where companions stand by: 1.8 of a hundred for who is alone, and never more than without", () => {
    const anyShare = fc.double({ min: 1e-6, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(anyShare, fc.nat(19), fc.integer({ min: 20, max: 1_000 }), (share, few, many) => {
        expect(resentWrongly(share, few)).toBe(0);
        expect(resentWrongly(share, few, companionsAtOnce)).toBeLessThan(0.018);
        expect(resentWrongly(share, many, companionsAtOnce)).toBeLessThanOrEqual(resentWrongly(share, many));
      }),
    );
  });
});

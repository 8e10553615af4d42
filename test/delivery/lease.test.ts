import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMilliseconds } from "../../functions/core/time.ts";
import { mayStart, sendingTimes } from "../../functions/delivery/lease.ts";
import { giveUpMs, graceMs } from "../../functions/delivery/settle.ts";

const at = "2026-10-24T06:00:00.000Z";

describe("the times of sending", () => {
  it("are 20 s to start, 10 s to answer, and 30 s to write it down", () => {
    expect(sendingTimes()).toMatchObject({ startWithinMs: 20_000, requestOverMs: 30_000, leaseMs: 60_000 });
  });

  it("keep their order however they are scaled: request, lease, signature, grace", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.nat(3_600_000), (factor, delay) => {
        const times = sendingTimes(factor);
        const grace = graceMs(times, delay / factor);
        expect(times.batchMs).toBeLessThan(times.startWithinMs);
        expect(times.slotsWithinMs).toBeLessThan(times.startWithinMs);
        expect(times.requestOverMs).toBeLessThan(times.leaseMs);
        expect(times.leaseMs + times.signatureLifeMs).toBeLessThan(grace);
        expect(grace).toBeLessThanOrEqual(giveUpMs(times, delay / factor));
        expect(giveUpMs(times, delay / factor)).toBeLessThanOrEqual(times.mostGraceMs);
        expect(grace * factor).toBeCloseTo(graceMs(sendingTimes(), delay), 3);
      }),
    );
  });

  it("let a request start until 20 s after its intent and not then", () => {
    const times = sendingTimes();
    expect(mayStart(at, addMilliseconds(at, 19_999), times)).toBe(true);
    expect(mayStart(at, addMilliseconds(at, 20_000), times)).toBe(false);
  });
});

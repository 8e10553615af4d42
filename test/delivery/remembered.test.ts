import { describe, expect, it } from "vitest";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { openClaim } from "../../functions/delivery/claim.ts";
import { noDeliverability } from "../../functions/delivery/deliverability.ts";
import { steps } from "../../functions/delivery/recipient-state.ts";
import { isFinished, isStillGood } from "../../functions/delivery/remembered.ts";
import { standings } from "../../functions/delivery/standing.ts";
import { at } from "../support/audience.ts";

describe("what a process remembers of an issue", () => {
  it("is that a chunk is finished only when no step leads on from where anybody stands", () => {
    for (const standing of standings) {
      const isEnd = !steps.some(({ from }) => from === standing.state);
      const claim = { ...openClaim(0), recipients: [{ state: "sent", try: 1 } as const, { ...standing, try: 1 }] };
      expect(isFinished(claim), standing.state).toBe(isEnd);
    }
  });

  it("judges a large issue by the last report until a fiftieth more is sent, half an hour at most", () => {
    const reported = { sums: noDeliverability, sent: 1_000_000, lifts: 1, at };
    const later = (minutes: number) => addMilliseconds(at, minutes * minute);
    expect(isStillGood(reported, { sent: 1_019_999, lifts: 1, now: later(29) })).toBe(true);
    expect(isStillGood(reported, { sent: 1_020_000, lifts: 1, now: later(1) })).toBe(false);
    expect(isStillGood(reported, { sent: 1_000_000, lifts: 1, now: later(30) })).toBe(false);
    expect(isStillGood({ ...reported, sent: 100_000 }, { sent: 100_000, lifts: 1, now: at })).toBe(false);
  });

  it("is not what was reported before a pause: bounces come in while nothing is sent", () => {
    const reported = { sums: noDeliverability, sent: 1_000_000, lifts: 1, at };
    const now = addMilliseconds(at, 20 * minute);
    expect(isStillGood(reported, { sent: 1_000_000, lifts: 1, now })).toBe(true);
    expect(isStillGood(reported, { sent: 1_000_000, lifts: 2, now })).toBe(false);
  });
});

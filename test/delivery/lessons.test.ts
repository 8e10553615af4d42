import { describe, expect, it } from "vitest";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { isStuck, openClaim, release, takeLease, withMoves } from "../../functions/delivery/claim.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { settleRefused } from "../../functions/delivery/settle-chunk.ts";
import { streamHealth } from "../../functions/delivery/stream-health.ts";
import { oldestEventMs } from "../../functions/delivery/stream-state.ts";

const at = "2026-10-24T06:00:00.000Z";
const later = (minutes: number) => addMilliseconds(at, minutes * minute);
const times = sendingTimes();
const writing = (now = at) => ({ now, writeId: "w", times });
const taken = (claim: Parameters<typeof takeLease>[0], now: string) => {
  const lease = takeLease(claim, { holder: "a", ...writing(now) });
  if (!lease.ok) throw new Error(lease.reason);
  return lease.claim;
};

/** What earlier wordings of the rules missed, as far as it is decided without a store. */
describe("a lesson", () => {
  it("a healthy chunk is never stuck for being given back: no slots, paused, waiting for events", () => {
    let claim = openClaim(3);
    for (let turn = 0; turn < 50; turn++)
      claim = release(taken(claim, later(turn)), { ...writing(later(turn)), failed: false });
    expect(isStuck(claim, later(60))).toBe(false);
  });

  it("refusals do not go round for ever: SES's answer about the sender ends them, and uses no try", () => {
    const begun = withMoves(
      taken(openClaim(2), at),
      [0, 1].map((index) => ({ index, when: "begun", revision: 1 })),
      writing(),
    );
    const refused = withMoves(
      begun,
      [0, 1].map((index) => ({ index, when: "refused" })),
      writing(),
    );
    const states = (answer: "accepted" | "refused") =>
      withMoves(refused, settleRefused(refused, answer), writing()).recipients.map((each) => [each.state, each.try]);
    expect(states("accepted")).toEqual([
      ["rejected", 1],
      ["rejected", 1],
    ]);
    expect(states("refused")).toEqual([
      ["pending", 1],
      ["pending", 1],
    ]);
  });

  it("a probe that overtook a backlog proves nothing while something older may still come", () => {
    const signs = {
      ambiguousAt: at,
      neighbours: { sent: 100, withEvent: 100 },
      sample: { sent: 100, withEvent: 100, isWhole: true },
      deadLetters: 0,
      companions: { sent: 0, withEvent: 0 },
      probe: { sentAt: later(15), backAt: later(15.1) },
      evidenceReadAt: later(21),
      delayMs: 1_000,
    };
    const health = (state: Parameters<typeof oldestEventMs>[0]) =>
      streamHealth({ ...signs, oldestEventMs: oldestEventMs(state, later(21), times) }, times);
    const seen = { deadLetters: 0, seenAt: later(20.5) };
    expect(health({ ...seen, oldestEventMs: 0 })).toEqual({ healthy: true });
    for (const state of [
      undefined,
      { ...seen, oldestEventMs: 31_000 },
      { ...seen, oldestEventMs: 0, seenAt: later(18) },
    ])
      expect(health(state)).toEqual({ healthy: false, reason: "backlog" });
  });
});

import { describe, expect, it } from "vitest";
import {
  afterOutcome,
  afterRound,
  type Brake,
  openBrake,
  pauseMs,
  shareOfRate,
} from "../../functions/delivery/brake.ts";
import type { Outcome } from "../../functions/mail/outcome.ts";

const accepted: Outcome = { kind: "accepted", messageId: "1" };
const ambiguous: Outcome = { kind: "ambiguous", code: "InternalFailure" };
const having = (outcomes: readonly Outcome[], from: Brake = openBrake) => outcomes.reduce(afterOutcome, from);
const times = (count: number, outcome: Outcome) => Array.from({ length: count }, () => outcome);

describe("the brake", () => {
  it("halves the sender's rate while more than 5 % of its last 200 are in doubt, and lets go again", () => {
    const some = having([...times(150, accepted), ...times(10, ambiguous)]);
    expect(shareOfRate(some)).toBe(1);
    const more = afterOutcome(some, ambiguous);
    expect(shareOfRate(more)).toBe(0.5);
    expect(more.cause).toBeUndefined();
    expect(shareOfRate(having(times(190, accepted), more))).toBe(1);
  });

  it("stops for errors when more than half of at least 20 are in doubt, and not before", () => {
    expect(having(times(19, ambiguous)).cause).toBeUndefined();
    expect(having(times(20, ambiguous)).cause).toBe("errors");
    expect(having([...times(20, accepted), ...times(20, ambiguous)]).cause).toBeUndefined();
    expect(having([...times(20, accepted), ...times(21, ambiguous)]).cause).toBe("errors");
  });

  it("stops at once for the day's quota, a paused account and a fault of the issue, and the first cause stays", () => {
    const stopped = afterOutcome(openBrake, { kind: "quota", code: "Throttling" });
    expect(stopped.cause).toBe("quota");
    expect(afterOutcome(stopped, { kind: "paused", code: "x" }).cause).toBe("quota");
    expect(afterOutcome(openBrake, { kind: "paused", code: "x" }).cause).toBe("reputation");
    expect(afterOutcome(openBrake, { kind: "issue-fault", code: "x" }).cause).toBe("errors");
  });

  it("leaves SES alone for longer with every round in which everything came back, then gives up for now", () => {
    let brake = openBrake;
    const pauses: number[] = [];
    while (brake.cause === undefined) {
      brake = afterRound(brake, { requests: 5, givenBack: 5, unreachable: false });
      pauses.push(pauseMs(brake));
    }
    expect(pauses.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
    expect(pauses).toHaveLength(10);
    expect(brake.cause).toBe("throttled");
  });
});

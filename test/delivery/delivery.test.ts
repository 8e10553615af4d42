import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterOutcome, afterRound, openBrake, pauseMs } from "../../functions/delivery/brake.ts";
import { batchSize, deliveryId } from "../../functions/delivery/delivery.ts";
import { type RecipientState, recipientStates } from "../../functions/delivery/recipient-state.ts";
import { moved, tallyLine, tallyOfCounts } from "../../functions/delivery/tally.ts";

/** The sums of an audience of whom some are somewhere, and nobody has begun the others. */
const tallyOf = (audience: number, states: readonly RecipientState[]) => {
  const counts = Object.fromEntries(recipientStates.map((state) => [state, 0])) as Record<RecipientState, number>;
  for (const state of states) counts[state] += 1;
  counts.pending += audience - states.length;
  return tallyOfCounts(counts);
};

describe("a delivery's id", () => {
  it("is letters, digits, _ and -, and says where the delivery stands", () => {
    const issueId = `${"n".repeat(40)}-20261024T0600Z`;
    const id = deliveryId({
      issueId,
      shard: "f",
      chunk: "z".repeat(26),
      index: 249,
      try: 3,
      subscriberId: "x",
      variant: "photos",
    });
    expect(id).toMatch(/^[\w-]{1,256}$/);
    expect(id).toBe(`${issueId}_f_${"z".repeat(26)}_249_3`);
  });
});

describe("a batch", () => {
  it.each([
    [0.5, 1],
    [1, 2],
    [5, 10],
    [14, 25],
    [1000, 25],
  ])("at %d a second has %d recipients", (rate, size) => expect(batchSize(rate)).toBe(size));
});

describe("the tally", () => {
  const state = fc.constantFrom(...recipientStates);
  const sum = ({ sent, rejected, skipped, unknown, pending }: ReturnType<typeof tallyOf>) =>
    sent + rejected + skipped + unknown + pending;

  it("adds up to the audience, whatever happens to whom", () => {
    fc.assert(
      fc.property(fc.array(state), fc.nat(50), fc.array(fc.tuple(state, state)), (states, untouched, moves) => {
        const tally = tallyOf(states.length + untouched, states);
        expect(sum(tally)).toBe(tally.audience);
        expect(sum(moves.reduce((each, [from, to]) => moved(each, from, to), tally))).toBe(tally.audience);
      }),
    );
  });

  it("counts who is in doubt as pending until that is settled, never as sent", () => {
    expect(tallyOf(10, recipientStates)).toEqual({
      audience: 10,
      sent: 1,
      rejected: 1,
      skipped: 1,
      unknown: 1,
      pending: 6,
    });
    expect(tallyLine(tallyOf(9, ["sent", "unknown"]))).toBe("sent 1, unknown 1, pending 7 of 9");
  });
});

describe("the brake", () => {
  const accepted = { kind: "accepted", messageId: "m" } as const;
  const outcome = (kind: "refused" | "ambiguous" | "quota" | "paused" | "issue-fault" | "throttled") =>
    ({ kind, code: "x" }) as const;

  it("does not stop for refusals: whose fault they are is asked", () => {
    let brake = openBrake;
    for (let n = 0; n < 30; n++) brake = afterOutcome(brake, outcome("refused"));
    expect(brake.cause).toBeUndefined();
  });

  it("stops when more than half of at least twenty outcomes are ambiguous", () => {
    let brake = openBrake;
    for (let n = 0; n < 19; n++) brake = afterOutcome(brake, outcome("ambiguous"));
    expect(brake.cause).toBeUndefined();
    expect(afterOutcome(brake, outcome("ambiguous")).cause).toBe("errors");
    let half = openBrake;
    for (let n = 0; n < 300; n++) half = afterOutcome(half, n % 2 ? outcome("ambiguous") : accepted);
    expect(half.cause).toBeUndefined();
  });

  it.each([
    ["quota", "quota"],
    ["paused", "reputation"],
    ["issue-fault", "errors"],
  ] as const)("stops at the first %s, and keeps the cause", (kind, cause) => {
    expect(afterOutcome(afterOutcome(openBrake, outcome(kind)), accepted).cause).toBe(cause);
  });

  it("waits longer with every round that came to nothing, and gives up after ten", () => {
    let brake = openBrake;
    const pauses: number[] = [];
    const idle = { requests: 5, givenBack: 5, unreachable: false };
    while (brake.cause === undefined) {
      brake = afterRound(brake, idle);
      pauses.push(pauseMs(brake));
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000]);
    expect(brake.cause).toBe("throttled");
    expect(afterRound(openBrake, { ...idle, givenBack: 4 }).idleRounds).toBe(0);
    expect(afterOutcome(afterRound(openBrake, idle), accepted).idleRounds).toBe(0);
  });
});

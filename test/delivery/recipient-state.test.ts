import { describe, expect, it } from "vitest";
import { isInDoubt, isSettled, recipientStates, stepOf, steps } from "../../functions/delivery/recipient-state.ts";

/** The table of the design, row by row; R is a refused one, A another in doubt. */
const table = "P>I P>K P>X P>S I>S I>P I>R I>A R>X R>P A>S A>X A>P A>U U>S U>X U>P".split(" ");
const letters = {
  pending: "P",
  intent: "I",
  sent: "S",
  rejected: "X",
  skipped: "K",
  refused: "R",
  ambiguous: "A",
  unknown: "U",
};

describe("the states of a recipient", () => {
  const pairs = recipientStates.flatMap((from) => recipientStates.map((to) => [from, to] as const));

  it.each(pairs)("from %s to %s: as the table says", (from, to) => {
    const known = steps.some((step) => step.from === from && step.to === to);
    expect(known).toBe(table.includes(`${letters[from]}>${letters[to]}`));
  });

  it("has one step from a state for a cause, and throws for any other", () => {
    for (const from of recipientStates)
      for (const when of new Set(steps.map((step) => step.when))) {
        const known = steps.filter((step) => step.from === from && step.when === when);
        expect(known.length).toBeLessThanOrEqual(1);
        if (known[0]) expect(stepOf(from, when)).toEqual(known[0]);
        else expect(() => stepOf(from, when)).toThrow(from);
      }
  });

  it("never sends again what may have been sent, but when it is proven lost or an editor says so", () => {
    const again = steps.filter(({ from, to }) => isInDoubt(from) && to === "pending").map(({ when }) => when);
    expect(again).toEqual(["not-accepted", "issue-at-fault", "proven-lost", "editor"]);
  });

  it("leaves sent, rejected and skipped alone for ever", () => {
    const final = recipientStates.filter((state) => !steps.some(({ from }) => from === state));
    expect(final).toEqual(["sent", "rejected", "skipped"]);
    expect(recipientStates.filter(isSettled)).toEqual([...final, "unknown"]);
  });
});

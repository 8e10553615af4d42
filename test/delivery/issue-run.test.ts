import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type IssueRun,
  maySend,
  type PauseCause,
  pauseCauses,
  type RunState,
  runState,
} from "../../functions/delivery/issue-run.ts";
import { type RecipientState, recipientStates, steps } from "../../functions/delivery/recipient-state.ts";

const counts = (some: Partial<Record<RecipientState, number>>): Record<RecipientState, number> => ({
  ...{ pending: 0, intent: 0, sent: 0, rejected: 0, skipped: 0, refused: 0, ambiguous: 0, unknown: 0 },
  ...some,
});
const plannedRun: IssueRun = { causes: {} };
const paused = (of: IssueRun, cause: PauseCause): IssueRun => ({ ...of, causes: { ...of.causes, [cause]: {} } });
const lifted = (of: IssueRun, cause: PauseCause): IssueRun => {
  const { [cause]: _, ...causes } = of.causes;
  return { ...of, causes };
};
const cancelled = (of: IssueRun): IssueRun => ({ ...of, cancelledAt: "2026-10-24T06:00:00.000Z" });
const run = (some: Partial<IssueRun> = {}): IssueRun => ({ ...plannedRun, audience: 10, ...some });

describe("an issue that is sent", () => {
  it("is planning until its audience is counted", () => {
    expect(runState(plannedRun, counts({}))).toBe("planning");
    expect(maySend(plannedRun)).toBe(false);
    expect(maySend(run())).toBe(true);
  });

  it.each([
    ["sending", { pending: 1, ambiguous: 3 }],
    ["sending", { intent: 1 }],
    ["settling", { ambiguous: 1, unknown: 1 }],
    ["settling", { refused: 1 }],
    ["done-with-unknown", { unknown: 1, sent: 9 }],
    ["done", { sent: 8, rejected: 1, skipped: 1 }],
  ] satisfies [RunState, Partial<Record<RecipientState, number>>][])("is %s with %j", (state, some) => {
    expect(runState(run(), counts(some))).toBe(state);
  });

  it("is paused as long as one cause stands, and each lifts only itself", () => {
    fc.assert(
      fc.property(fc.subarray([...pauseCauses], { minLength: 1 }), fc.constantFrom(...pauseCauses), (causes, one) => {
        const all = causes.reduce(paused, run());
        expect(runState(all, counts({ pending: 1 }))).toBe("paused");
        const rest = causes.filter((each) => each !== one);
        expect(runState(lifted(all, one), counts({ pending: 1 }))).toBe(rest.length > 0 ? "paused" : "sending");
        expect(maySend(lifted(all, one))).toBe(rest.length === 0);
        expect(maySend(cancelled(lifted(all, one)))).toBe(false);
      }),
    );
  });

  it("moves only as the design draws it, whatever happens to whom", () => {
    const drawn = new Set(
      "planning>sending planning>paused planning>done sending>paused paused>sending sending>settling settling>sending".split(
        " ",
      ),
    );
    for (const arrow of ["settling>done", "settling>done-with-unknown", "settling>paused", "done-with-unknown>sending"])
      drawn.add(arrow);
    // Between two looks the last recipient may be settled at once, and a late event may clear the last unknown.
    for (const from of ["sending", "paused"])
      for (const to of ["settling", "done", "done-with-unknown"]) drawn.add(`${from}>${to}`);
    for (const to of ["done", "paused"]) drawn.add(`done-with-unknown>${to}`);
    const action = fc.oneof(
      fc.record({ step: fc.constantFrom(...steps), who: fc.nat(3) }),
      fc.record({ pause: fc.constantFrom(...pauseCauses), on: fc.boolean() }),
      fc.constant("planned" as const),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const recipients: RecipientState[] = ["pending", "pending", "pending", "pending"];
        let now = plannedRun;
        const stateNow = () => runState(now, countOf(recipients));
        for (const each of actions) {
          const before = stateNow();
          if (each === "planned") now = { ...now, audience: 4 };
          else if ("pause" in each) now = each.on ? paused(now, each.pause) : lifted(now, each.pause);
          else if (now.audience !== undefined && recipients[each.who] === each.step.from)
            recipients[each.who] = each.step.to;
          const after = stateNow();
          if (before !== after) expect(drawn).toContain(`${before}>${after}`);
          if (after === "done")
            expect(recipients.every((state) => ["sent", "rejected", "skipped"].includes(state))).toBe(true);
          expect(runState(cancelled(now), countOf(recipients))).toBe("cancelled");
        }
      }),
    );
  });
});

const countOf = (recipients: readonly RecipientState[]): Record<RecipientState, number> =>
  counts(
    Object.fromEntries(recipientStates.map((state) => [state, recipients.filter((each) => each === state).length])),
  );

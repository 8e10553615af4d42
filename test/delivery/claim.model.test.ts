import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Event, type Fault, type Flaw, type LedgerModel, ledgerModel } from "../support/ledger-model.ts";

const fault = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fault>("none") },
  fc.constantFrom<Fault>("lost-before", "lost-after"),
);
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ who: fc.constant("sender"), sender: fc.nat(1), act: fc.constant("go-on"), fault }),
  },
  fc.record({
    who: fc.constant("sender"),
    sender: fc.nat(1),
    act: fc.constant("crash"),
    fault: fc.constant<Fault>("none"),
  }),
  { weight: 2, arbitrary: fc.record({ who: fc.constant("settler"), fault }) },
  { weight: 2, arbitrary: fc.record({ who: fc.constant("time"), minutes: fc.constantFrom(0.1, 0.4, 1.1, 5, 25, 90) }) },
  { weight: 2, arbitrary: fc.record({ who: fc.constant("events"), deliver: fc.nat(20) }) },
) as fc.Arbitrary<Event>;
const script = fc.array(event, { minLength: 50, maxLength: 400, size: "max" });

const runOf = (events: readonly Event[], size: number, settings: { strict: boolean; flaw?: Flaw }): LedgerModel => {
  const model = ledgerModel(size, settings);
  for (const each of events) model.apply(each);
  model.runOut();
  return model;
};
const count = (model: LedgerModel, state: string) => model.recipients().filter((each) => each.state === state).length;
const mostAccepts = (model: LedgerModel) => Math.max(...model.accepts.map(({ length }) => length));
/** Who is sent, as its sender heard, and has not the one result that says SES's message id. */
const withoutResult = ({ accepts, results, recipients }: LedgerModel): number[] =>
  [...recipients().entries()].flatMap(([index, { state, reason }]) => {
    if (state !== "sent" || reason !== "accepted") return [];
    const written = [...results.values()].flatMap(({ messageIds }) => messageIds[index] ?? []);
    return written.length === 1 && accepts[index]?.includes(written[0] ?? "") ? [] : [index];
  });

describe("two senders and a settler, whatever is lost, killed or late", () => {
  it.each([true, false])("mail nobody twice, and lose nobody (strict: %s)", (strict) => {
    fc.assert(
      fc.property(script, fc.integer({ min: 5, max: 60 }), (events, size) => {
        const model = runOf(events, size, { strict });
        expect(mostAccepts(model)).toBeLessThanOrEqual(1);
        expect(model.isOver()).toBe(true);
        expect(count(model, "sent") + count(model, "unknown")).toBe(size);
        for (const [index, { state }] of model.recipients().entries())
          if (state === "sent") expect(model.accepts[index]).toHaveLength(1);
        expect(withoutResult(model)).toEqual([]);
        if (!strict)
          for (const [index, ids] of model.accepts.entries())
            if (ids.length > 0) expect(model.recipients()[index]?.state).toBe("sent");
      }),
      { numRuns: 300 },
    );
  });

  it("do send again what never became a mail", () => {
    const run = fc.check(
      fc.property(script, (events) =>
        runOf(events, 40, { strict: false })
          .recipients()
          .every((each) => each.try === 1),
      ),
      { numRuns: 1000, endOnFailure: true },
    );
    expect(run.failed).toBe(true);
  });

  it.each(["resend-when-a-lease-ends", "no-fence", "resend-without-proof"] as const)(
    "would not with %s: the model notices",
    (flaw) => {
      const run = fc.check(
        fc.property(script, (events) => mostAccepts(runOf(events, 40, { strict: false, flaw })) <= 1),
        { numRuns: 1000, endOnFailure: true },
      );
      expect(run.failed).toBe(true);
    },
  );

  it("would lose message ids if results were named by what was noted since: the model notices", () => {
    const flaw = "results-named-by-the-notes";
    const run = fc.check(
      fc.property(script, (events) => withoutResult(runOf(events, 40, { strict: false, flaw })).length === 0),
      { numRuns: 1000, endOnFailure: true },
    );
    expect(run.failed).toBe(true);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMilliseconds, hour, minute } from "../../functions/core/time.ts";
import { evidenceKinds, evidenceMark } from "../../functions/delivery/evidence.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { steps } from "../../functions/delivery/recipient-state.ts";
import { beforeNewTry, type Known, settleStep, type Witness } from "../../functions/delivery/settle.ts";
import { type Standing, standings } from "../../functions/delivery/standing.ts";
import { noEvidence, withEvidence } from "../support/evidence.ts";

const ambiguousAt = "2026-10-24T06:00:00.000Z";
const doubt = { intentAt: ambiguousAt, revision: 1, ambiguousAt };
const times = sendingTimes();
const ambiguous = (attempt = 1): Standing => ({ state: "ambiguous", reason: "no-answer", try: attempt });
const events = (isHealthy: boolean, evidence = noEvidence): Witness => ({
  ...{ mode: "events", evidence, delayMs: 0, isHealthy: () => isHealthy },
});
const settled = (recipient: Standing, minutes: number, witness: Witness, known: Known = new Map()) =>
  settleStep(
    { index: 3, recipient, doubt },
    { now: addMilliseconds(ambiguousAt, minutes * minute), witness, known, times },
  );
const event = (kind: (typeof evidenceKinds)[number], attempt: number) =>
  withEvidence(noEvidence, kind, [evidenceMark({ index: 3, try: attempt })]);

describe("settling a doubt", () => {
  it("is unknown at once in strict mode", () => {
    expect(settled(ambiguous(), 0, { mode: "strict" })).toBe("given-up");
  });

  it("goes by a message id that was written down, whatever else is known", () => {
    const known = new Map([[3, "m3"]]);
    for (const witness of [{ mode: "strict" } as const, events(false), events(true, event("rejected", 1))])
      for (const state of ["ambiguous", "unknown"] as const)
        expect(settled({ ...ambiguous(), state }, 80, witness, known)).toBe("result");
    expect(settled(ambiguous(), 0, events(true), new Map([[4, "m4"]]))).toBeUndefined();
  });

  it("goes by the first event, at any time", () => {
    for (const kind of evidenceKinds)
      for (const minutes of [0, 1000])
        for (const recipient of [ambiguous(2), { ...ambiguous(2), state: "unknown" as const }])
          expect(settled(recipient, minutes, events(true, event(kind, 1)))).toBe(
            kind === "rejected" ? "reject-event" : "event",
          );
  });

  it("allows a new try only after the grace, on a stream proven healthy, and five tries in all", () => {
    expect(settled(ambiguous(), 19.99, events(true))).toBeUndefined();
    expect(settled(ambiguous(), 20, events(true))).toBe("proven-lost");
    expect(settled(ambiguous(), 79.99, events(false))).toBeUndefined();
    expect(settled(ambiguous(), 80, events(false))).toBe("given-up");
    expect(settled(ambiguous(4), 20, events(true))).toBe("proven-lost");
    expect(settled(ambiguous(5), 79.99, events(true))).toBeUndefined();
    expect(settled(ambiguous(5), 80, events(true))).toBe("given-up");
  });

  it("waits for slow events, and gives up after two hours whatever they take", () => {
    const slow = { ...events(true), delayMs: hour } as Witness;
    expect(settled(ambiguous(), 119.99, slow)).toBeUndefined();
    expect(settled(ambiguous(), 120, { ...events(false), delayMs: hour } as Witness)).toBe("given-up");
  });

  it("leaves a refusal to what SES says to a probe", () => {
    for (const minutes of [0, 1000])
      expect(settled({ state: "refused", try: 1 }, minutes, events(true))).toBeUndefined();
  });

  it("looks for an event of an earlier try before a new one, or its message id, and for none before the first", () => {
    const proof = (attempt: number, told?: ReturnType<typeof event>, known: Known = new Map()) =>
      beforeNewTry({ evidence: told ?? noEvidence, known }, { index: 3, try: attempt });
    expect(proof(2, event("delivered", 1))).toBe("earlier-event");
    expect(proof(2, event("delivered", 2))).toBeUndefined();
    expect(proof(1, event("delivered", 1))).toBeUndefined();
    expect(proof(2, noEvidence, new Map([[3, "m3"]]))).toBe("result");
  });

  it("takes only steps that the state has, and never touches what is begun or settled for good", () => {
    const kind = fc.constantFrom(...evidenceKinds);
    const attempt = fc.integer({ min: 1, max: 5 });
    const all = [fc.constantFrom(...standings), attempt, fc.boolean(), fc.nat(300), fc.option(kind), attempt] as const;
    fc.assert(
      fc.property(...all, fc.boolean(), (standing, tryNow, isHealthy, minutes, told, toldOf, strict) => {
        const witness = strict
          ? ({ mode: "strict" } as const)
          : events(isHealthy, told ? event(told, toldOf) : undefined);
        const recipient = { ...standing, try: tryNow };
        const step = settled(recipient, minutes, witness);
        if (step === undefined) return;
        expect(steps.some(({ from, when }) => from === recipient.state && when === step)).toBe(true);
        expect(["intent", "sent", "rejected", "skipped"]).not.toContain(recipient.state);
      }),
    );
  });
});

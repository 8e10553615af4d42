import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Evidence,
  everyTry,
  evidenceKinds,
  evidenceMark,
  provenOutcome,
  wasAccepted,
} from "../../functions/delivery/evidence.ts";
import { noEvidence, withEvidence } from "../support/evidence.ts";

const delivery = fc.record({ index: fc.nat(249), try: fc.integer({ min: 1, max: 5 }) });
const event = fc.record({ kind: fc.constantFrom(...evidenceKinds), of: delivery });
const evidenceOf = (
  events: readonly { kind: (typeof evidenceKinds)[number]; of: { index: number; try: number } }[],
): Evidence => events.reduce((each, { kind, of }) => withEvidence(each, kind, [evidenceMark(of)]), noEvidence);

describe("evidence", () => {
  it("has one mark for each try of each recipient of a chunk, and none for anything else", () => {
    const marks = Array.from({ length: 250 }, (_, index) => everyTry.map((each) => evidenceMark({ index, try: each })));
    expect(new Set(marks.flat()).size).toBe(1_250);
    for (const [index, attempt] of [
      [-1, 1],
      [0, 0],
      [0, 6],
      [0.5, 1],
    ] as const)
      expect(() => evidenceMark({ index, try: attempt })).toThrow(RangeError);
  });

  it("is the same for events that come twice and in any order", () => {
    fc.assert(
      fc.property(fc.array(event), fc.infiniteStream(fc.nat()), (events, order) => {
        const shuffled = [...events, ...events]
          .map((each) => ({ each, place: order.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ each }) => each);
        expect(evidenceOf(shuffled)).toEqual(evidenceOf(events));
      }),
    );
  });

  it("proves acceptance by any event of this try or an earlier one, and never by a later one or of another", () => {
    fc.assert(
      fc.property(fc.array(event), delivery, (events, about) => {
        const expected = events.some(({ of }) => of.index === about.index && of.try <= about.try);
        expect(wasAccepted(evidenceOf(events), about)).toBe(expected);
        expect(provenOutcome(evidenceOf(events), about) !== undefined).toBe(expected);
      }),
    );
  });

  it("calls rejected only what no try is known to have brought on its way", () => {
    const told = (...events: [(typeof evidenceKinds)[number], number][]) =>
      provenOutcome(evidenceOf(events.map(([kind, attempt]) => ({ kind, of: { index: 7, try: attempt } }))), {
        index: 7,
        try: 2,
      });
    expect(told(["rejected", 1])).toBe("rejected");
    expect(told(["sent", 1], ["rejected", 1])).toBe("rejected");
    expect(told(["rejected", 1], ["sent", 2])).toBe("sent");
    expect(told(["rejected", 1], ["delivered", 1])).toBe("sent");
    for (const kind of evidenceKinds) expect(told([kind, 2])).toBe(kind === "rejected" ? "rejected" : "sent");
    expect(told(["sent", 3])).toBeUndefined();
  });
});

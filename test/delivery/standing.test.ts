import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packStandings, type Standing, standings, unpackStandings } from "../../functions/delivery/standing.ts";

const standing: fc.Arbitrary<Standing> = fc
  .tuple(fc.constantFrom(...standings), fc.integer({ min: 1, max: 5 }))
  .map(([each, attempt]) => ({ ...each, try: attempt }));

describe("standings in a claim", () => {
  it("come back as they were, at a byte each", () => {
    fc.assert(
      fc.property(fc.array(standing, { maxLength: 250 }), (recipients) => {
        const bytes = packStandings(recipients);
        expect(bytes.length).toBe(recipients.length);
        expect(unpackStandings(bytes)).toEqual(recipients);
      }),
    );
  });

  it("keep their bytes for ever: what was stored means the same later", () => {
    const bytes = packStandings(standings.map((each) => ({ ...each, try: 1 })));
    expect([...bytes]).toEqual(standings.map((_, place) => 8 * place + 1));
    expect(standings.map(({ state }) => state[0]).join("")).toBe("pissrrrsssssssraauu");
  });

  it("have no byte for what does not exist", () => {
    expect(() => packStandings([{ state: "sent", reason: "unsubscribed", try: 1 }])).toThrow("unsubscribed");
    expect(() => packStandings([{ state: "sent", reason: "accepted", try: 6 }])).toThrow("try");
    for (const byte of [0, 8, 255]) expect(() => unpackStandings(Uint8Array.of(byte))).toThrow(String(byte));
  });
});

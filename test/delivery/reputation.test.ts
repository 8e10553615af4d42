import { describe, expect, it } from "vitest";
import { noDeliverability } from "../../functions/delivery/deliverability.ts";
import { reputationLine, reputationOf } from "../../functions/delivery/reputation.ts";

describe("what feedback says of a list", () => {
  it.each([
    [999, { bouncedHard: 900, complained: 90 }, "good", undefined],
    [1_000, { bouncedHard: 49 }, "good", undefined],
    [1_000, { bouncedHard: 50 }, "pause", "bounces"],
    [1_000, { bouncedSoft: 900, withheld: 100 }, "good", undefined],
    [1_000, { complained: 1 }, "alarm", "complaints"],
    [1_000, { complained: 4 }, "alarm", "complaints"],
    [1_000, { complained: 5 }, "pause", "complaints"],
    [10_000, { complained: 9 }, "good", undefined],
    [10_000, { complained: 10 }, "alarm", "complaints"],
    [10_000, { complained: 29 }, "alarm", "complaints"],
    [10_000, { complained: 30 }, "pause", "complaints"],
  ] as const)("of %i sent, %j is %s", (sent, sums, verdict, because) => {
    expect(reputationOf({ ...noDeliverability, ...sums }, sent)).toEqual({ verdict, ...(because && { because }) });
  });

  it("is told in a sentence", () => {
    expect(reputationLine({ verdict: "pause", because: "bounces" })).toMatch("bounce");
    expect(reputationLine({ verdict: "pause", because: "complaints" })).toMatch("nothing more");
    expect(reputationLine({ verdict: "alarm", because: "complaints" })).toMatch("complaints");
  });
});

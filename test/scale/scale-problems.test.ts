import { describe, expect, it } from "vitest";
import { type Mark, type ScaleSeen, scaleProblems } from "./scale-problems.ts";
import { stillness } from "./stillness.ts";

const aMark = (at: string, megabytes: Record<string, number>): Mark => ({
  at,
  uses: new Map(Object.entries(megabytes).map(([name, each]) => [name, { megabytes: each, cpuSeconds: 1 }])),
});

const aRun = (changes: Partial<ScaleSeen> = {}): ScaleSeen => ({
  ...{ people: 1_000, delivered: 1_000, storeWrites: 100, sumsMs: [20, 299], holdsData: "store", stoodStill: false },
  marks: [aMark("1 %", { sender: 100, store: 40 }), aMark("100 %", { sender: 110, store: 400 })],
  checked: { lost: 0, twice: 0, astray: 0, planned: 1_000 },
  ...changes,
});

describe("what a run for very many is judged by", () => {
  it("lets a run be that kept everything, the store growing by its data", () => {
    expect(scaleProblems(aRun())).toEqual([]);
  });

  it.each<[string, Partial<ScaleSeen>]>([
    ["1 lost", { checked: { lost: 1, twice: 0, astray: 0, planned: 1_000 } }],
    ["2 twice", { checked: { lost: 0, twice: 2, astray: 0, planned: 1_000 } }],
    ["999 planned of 1000", { checked: { lost: 0, twice: 0, astray: 0, planned: 999 } }],
    ["999 noted as delivered of 1000", { delivered: 999 }],
    ["0.1010 store writes a recipient, at most 0.1", { storeWrites: 101 }],
    ["the sums took 300 ms, at most 300", { sumsMs: [300, 20, 20] }],
    ["nothing moved any more before all were done", { stoodStill: true }],
    ["sender grew by 11 %", { marks: [aMark("1 %", { sender: 100 }), aMark("100 %", { sender: 111 })] }],
    ["sender was not there all the time", { marks: [aMark("1 %", {}), aMark("100 %", { sender: 100 })] }],
  ])("fails it for: %s", (problem, changes) => {
    expect(scaleProblems(aRun(changes))).toEqual([problem]);
  });

  it("asks for no reports where no events are heard, and for no growth of a single mark", () => {
    expect(scaleProblems(aRun({ delivered: undefined, marks: [aMark("100 %", { sender: 300 })] }))).toEqual([]);
  });
});

describe("standing still", () => {
  it("is to stand the same for so long, and begins anew with every change", () => {
    let now = 0;
    const isStill = stillness(100, () => now);
    const at = (ms: number, stands: string) => {
      now = ms;
      return isStill(stands);
    };
    const seen = [at(0, "1"), at(99, "1"), at(100, "1"), at(150, "2"), at(249, "2"), at(250, "2")];
    expect(seen).toEqual([false, false, true, false, false, true]);
  });
});

import { describe, expect, it } from "vitest";
import { inParallel } from "../../functions/core/in-parallel.ts";

const later = (turns: number) => new Promise<void>((done) => setTimeout(done, turns));

describe("work in parallel", () => {
  it("answers in the order of the items, whichever ends first", async () => {
    expect(await inParallel([9, 1, 5], 2, async (item, at) => later(item).then(() => [item, at]))).toEqual([
      [9, 0],
      [1, 1],
      [5, 2],
    ]);
    expect(await inParallel([], 4, async () => 1)).toEqual([]);
  });

  it("begins nothing after an error, and throws it when what was begun is over", async () => {
    const begun: number[] = [];
    const over: number[] = [];
    const work = inParallel([0, 1, 2, 3, 4], 2, async (item) => {
      begun.push(item);
      await later(item === 0 ? 2 : 10);
      if (item === 0) throw new Error("first");
      over.push(item);
    });
    await expect(work).rejects.toThrow("first");
    expect([begun, over]).toEqual([[0, 1], [1]]);
  });
});

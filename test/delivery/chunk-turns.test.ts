import { describe, expect, it } from "vitest";
import { openChunkTurns } from "../../functions/delivery/chunk-turns.ts";

/** How many of the chunks were worked on at the same time, at most; the second of them fails. */
const mostAtOnce = async (flows: readonly { ratePerSecond: number }[]): Promise<number> => {
  const inTurn = openChunkTurns();
  let [atWork, most] = [0, 0];
  const work = async (fails: boolean) => {
    most = Math.max(most, ++atWork);
    await new Promise((turn) => setImmediate(turn));
    atWork--;
    if (fails) throw new Error("this chunk cannot be handled");
  };
  const done = await Promise.allSettled(flows.map((flow, nth) => inTurn(flow, () => work(nth === 1))));
  expect(done.map(({ status }) => status === "rejected")).toEqual(flows.map((_, nth) => nth === 1));
  return most;
};

describe("the chunks that a process has in hand", () => {
  const [sandbox, fast] = [{ ratePerSecond: 14 }, { ratePerSecond: 100 }];

  it("are worked on one after the other where the rate is slow, whatever becomes of one of them", async () => {
    expect(await mostAtOnce([sandbox, sandbox, sandbox])).toBe(1);
  });

  it("are worked on beside each other where it is not, or where they are of two issues", async () => {
    expect(await mostAtOnce([fast, fast, fast])).toBe(3);
    expect(await mostAtOnce([sandbox, { ...sandbox }])).toBe(2);
  });
});

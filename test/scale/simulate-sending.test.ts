import { describe, expect, it } from "vitest";
import { sendersFor } from "../../infra/numbers.ts";
import { billOf, noUsage } from "./prices.ts";
import { project } from "./project.ts";
import { simulateSending } from "./simulate-sending.ts";

describe("sending in simulated time", () => {
  it.each([
    [14, 2_000, 0.95],
    [100, 2_000, 0.95],
    // Eight seconds, of which the first and the last weigh more than in a long run: that one uses 96.8 %.
    [500, 4_000, 0.85],
  ])(
    "sends to everybody once at %d a second, by as many functions as are deployed, at no more than 0.10 store writes each",
    async (ratePerSecond, people, leastOfRate) => {
      const done = await simulateSending({ people, ratePerSecond });
      expect(done).toMatchObject({ accepted: people, failures: [], workers: sendersFor(ratePerSecond) });
      expect(done.rateUsed).toBeGreaterThan(leastOfRate);
      expect(done.rateUsed).toBeLessThanOrEqual(1);
      const { writesEach, usage } = project(done, { people: 1_000_000, ratePerSecond });
      expect(writesEach).toBeLessThanOrEqual(0.1);
      expect(billOf(usage).all).toBeLessThanOrEqual(3);
    },
    30_000,
  );

  it("is billed by what was used of each service, and nothing for nothing", () => {
    expect(billOf(noUsage).all).toBe(0);
    const { events, queues, all } = billOf({ ...noUsage, publishes: 1e6, queueRequests: 1e6 });
    expect([events, queues, all].map((dollars) => dollars.toFixed(6))).toEqual(["0.500000", "0.400000", "0.900000"]);
  });
});

import { describe, expect, it } from "vitest";
import { billOf, noUsage } from "./prices.ts";
import { simulateSending } from "./simulate-sending.ts";

const setup = { people: 20_000, ratePerSecond: 200, workers: 2, workerMegabytes: 512 };

describe("sending in simulated time", () => {
  it("sends to everybody, at nearly all of the rate and never above it", async () => {
    const done = await simulateSending(setup);
    expect(done.accepted).toBe(20_000);
    expect(done.rateUsed).toBeGreaterThan(0.8);
    expect(done.rateUsed).toBeLessThanOrEqual(1.01);
  });

  it("comes out the same for one seed", async () => {
    expect(await simulateSending(setup)).toEqual(await simulateSending(setup));
  });

  it("is billed by what was used of each service, and nothing for nothing", () => {
    expect(billOf(noUsage).all).toBe(0);
    const { events, queues, all } = billOf({ ...noUsage, publishes: 1e6, queueRequests: 1e6 });
    expect([events, queues, all].map((dollars) => dollars.toFixed(6))).toEqual(["0.500000", "0.400000", "0.900000"]);
  });
});

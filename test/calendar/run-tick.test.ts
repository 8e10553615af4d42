import { expect, it } from "vitest";
import { runTick, type TickDeps } from "../../functions/calendar/run-tick.ts";

it("tells a newsletter whose settings cannot be read as failed, and goes on", async () => {
  const error = new Error("zone: is a time zone");
  const newsletters = { listEach: async () => ({ newsletters: [], unread: [{ id: "middle", error }] }) };
  expect(await runTick({ newsletters } as unknown as TickDeps)).toEqual([
    { newsletterId: "middle", did: "failed", error },
  ]);
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reported } from "../../functions/delivery/deliverability.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { type PauseDeps, pauseStep } from "../../functions/delivery/pause-step.ts";
import { noCounts } from "../../functions/delivery/read-tally.ts";
import type { Remembered } from "../../functions/delivery/remembered.ts";
import { resumeIssue } from "../../functions/delivery/resume-issue.ts";
import { type RunStore, runStore } from "../../functions/delivery/run-store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { at } from "../support/audience.ts";
import { timeOf } from "../support/delivery.ts";
import { openStore } from "../support/store.ts";

const issueId = "flashbulb-20261024T0600Z";
const storeTime = timeOf(() => at);
const none: ReadonlySet<number> = new Set();

describe("what pauses an issue by itself", () => {
  let engine: StoreEngine;
  let runs: RunStore;
  let bounced = 0;
  beforeEach(async () => {
    engine = await openStore(deliveryTable);
    runs = runStore(engine.table(deliveryTable));
    bounced = 0;
    await runs.begin({ issueId, newsletterId: "flashbulb", frozenAt: at, audience: 2_000_000 });
  });
  afterEach(() => engine.close());

  const remembered: Remembered = { finished: new Map() };
  const events: PauseDeps["events"] = {
    async *reported(_, shard) {
      const marks = new Set(Array.from({ length: shard === "0" ? bounced : 0 }, (__, index) => index * 4 + 1));
      const rest = { delivered: none, delayed: none, bouncedSoft: none, complained: none, rejected: none };
      yield { ...rest, bounced: marks, bouncedHard: marks } satisfies Reported;
    },
  };
  const look = async (sent: number) => {
    const run = await runs.get(issueId);
    if (!run) throw new Error("it is gone");
    const deps = { runs, events, sender: { remembered: async () => remembered }, storeTime, times: sendingTimes() };
    const counts = { ...noCounts(), sent, pending: 2_000_000 - sent };
    return (await pauseStep(deps, { run, counts, isBegun: true, quota: undefined })).paused;
  };

  it("is also what was reported while an editor held it, before the first mail after that", async () => {
    expect(await look(200_000)).toBeUndefined();
    await runs.pause(issueId, "editor", at);
    bounced = 10_000;
    await resumeIssue({ runs, storeTime }, { issueId });
    expect(await look(200_000)).toBe("reputation");
  });
});

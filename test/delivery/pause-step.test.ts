import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reported } from "../../functions/delivery/deliverability.ts";
import { evidenceMark } from "../../functions/delivery/evidence.ts";
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
  let complained = 0;
  beforeEach(async () => {
    engine = await openStore(deliveryTable);
    runs = runStore(engine.table(deliveryTable));
    bounced = complained = 0;
    remembered.reported = undefined;
    await runs.begin({ issueId, newsletterId: "flashbulb", frozenAt: at, audience: 2_000_000 });
  });
  afterEach(() => engine.close());

  const remembered: Remembered = { finished: new Map() };
  const events: PauseDeps["events"] = {
    async *reported(_, shard) {
      const marks = (count: number) =>
        new Set(Array.from({ length: shard === "0" ? count : 0 }, (__, index) => evidenceMark({ index, try: 1 })));
      const rest = { delivered: none, delayed: none, bouncedSoft: none, rejected: none };
      const hard = marks(bounced);
      yield { ...rest, bounced: hard, bouncedHard: hard, complained: marks(complained) } satisfies Reported;
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

  it("is the list's bounces all the same when a person has lifted a pause of AWS's own", async () => {
    await runs.pause(issueId, "reputation", at);
    bounced = 10_000;
    await resumeIssue({ runs, storeTime }, { issueId, causes: ["reputation"] });
    expect(await look(200_000)).toBe("reputation");
  });

  it("is not what a person has seen of the list, and is the rest of it", async () => {
    const seeAndGoOn = () => resumeIssue({ runs, storeTime }, { issueId, causes: ["reputation"] });
    bounced = 10_000;
    expect(await look(200_000)).toBe("reputation");
    await seeAndGoOn();
    expect(await look(200_000)).toBeUndefined();
    complained = 600;
    remembered.reported = undefined;
    expect(await look(200_000)).toBe("reputation");
    await seeAndGoOn();
    expect(await look(200_000)).toBeUndefined();
  });
});

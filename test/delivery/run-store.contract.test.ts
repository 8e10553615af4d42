import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addMilliseconds } from "../../functions/core/time.ts";
import { causesOf, controlOf, lapsedRun, type Run } from "../../functions/delivery/run.ts";
import { type RunStore, runStore } from "../../functions/delivery/run-store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { at } from "../support/audience.ts";
import { storeEngines } from "../support/store.ts";

const later = addMilliseconds(at, 1000);

describe.each(storeEngines)("the runs on $name", ({ open }) => {
  let engine: StoreEngine;
  let runs: RunStore;
  beforeAll(async () => {
    engine = await open([deliveryTable]);
    runs = runStore(engine.table(deliveryTable));
  });
  afterAll(() => engine.close());

  let made = 0;
  let issueId = "";
  beforeEach(async () => {
    issueId = `issue-${made++}`;
    await runs.begin({ issueId, newsletterId: "flashbulb", frozenAt: at });
  });
  const run = async () => (await runs.get(issueId)) as Run;

  it("begins once, is listed until it is taken off, and counts its audience once", async () => {
    expect(await runs.begin({ issueId, newsletterId: "other", frozenAt: later })).toBe(false);
    expect(await runs.planned(issueId, 7)).toBe(true);
    expect(await runs.planned(issueId, 8)).toBe(false);
    expect(await run()).toEqual({
      ...{ issueId, newsletterId: "flashbulb", frozenAt: at, audience: 7 },
      ...{ causes: {}, revision: 1, reopened: 0, lifts: 0 },
    });
    expect(await runs.listed()).toContain(issueId);
    expect(await runs.unlist(issueId)).toBe(true);
    expect(await runs.unlist(issueId)).toBe(false);
    expect(await runs.listed()).not.toContain(issueId);
    expect(await runs.get("nothing")).toBeUndefined();
  });

  it("tells of many at once which are over, and not of those that nobody began in time", async () => {
    const other = `${issueId}-other`;
    await runs.begin({ issueId: other, newsletterId: "flashbulb", frozenAt: at, settled: "cancelled" });
    const lapsed = `${issueId}-lapsed`;
    await runs.begin(lapsedRun({ issueId: lapsed, newsletterId: "flashbulb" }, at));
    expect(await runs.settledAmong([issueId, other, lapsed, "nothing"])).toEqual(new Set([other]));
    await runs.settle(await run(), "done", later);
    expect(await runs.settledAmong([issueId, other])).toEqual(new Set([issueId, other]));
    await runs.reopen(issueId);
    expect(await runs.settledAmong([issueId])).toEqual(new Set());
    expect(await runs.settledAmong([])).toEqual(new Set());
  });

  it("keeps several causes, each with its own time, and lifts one as it stands", async () => {
    await runs.planned(issueId, 7);
    expect(controlOf(await run()).maySend).toBe(true);
    expect(await runs.pause(issueId, "editor", at)).toBe(true);
    expect(await runs.pause(issueId, "editor", later)).toBe(false);
    expect(await runs.pause(issueId, "soft-start", later)).toBe(true);
    expect(causesOf(await run())).toEqual(["editor", "soft-start"]);
    expect(await runs.lift(issueId, "editor", later)).toBe(false);
    expect(await runs.lift(issueId, "editor", at)).toBe(true);
    expect(await runs.lift(issueId, "editor", at)).toBe(false);
    expect(controlOf(await run()).maySend).toBe(false);
    expect(await runs.lift(issueId, "soft-start", later)).toBe(true);
    expect(controlOf(await run())).toEqual({ maySend: true, cancelled: false, revision: 1 });
    expect(await runs.pauseAnew(issueId, "correction", at)).toBe(true);
    expect(await runs.pauseAnew(issueId, "correction", later)).toBe(true);
    expect(await runs.lift(issueId, "correction", at)).toBe(false);
    expect(await runs.lift(issueId, "correction", later)).toBe(true);
    expect((await run()).lifts).toBe(3);
    expect(await runs.pause("nothing", "editor", at)).toBe(false);
  });

  it("gives each probe of an issue paused for errors to one of those who want it", async () => {
    await runs.pause(issueId, "errors", at);
    const asked = await Promise.all([1, 2, 3].map(() => runs.countProbe(issueId, at, 0)));
    expect(asked.filter(Boolean)).toHaveLength(1);
    expect((await run()).causes.errors).toEqual({ since: at, probes: 1 });
    expect(await runs.countProbe(issueId, later, 1)).toBe(false);
  });

  it("holds an issue once its first are sent, one time", async () => {
    const soft = `${issueId}-soft`;
    await runs.begin({ issueId: soft, newsletterId: "flashbulb", frozenAt: at, softStart: 500 });
    expect(await runs.endSoftStart(soft, at)).toBe(true);
    expect(await runs.endSoftStart(soft, later)).toBe(false);
    const held = await runs.get(soft);
    expect(held?.causes).toEqual({ "soft-start": { since: at, probes: 0 } });
    expect(held).not.toHaveProperty("softStart");
    expect(await runs.endSoftStart(issueId, at)).toBe(false);
  });

  it("is cancelled once and for good, and corrected to one revision after the other", async () => {
    expect(await runs.correct(issueId, 1, 2)).toBe(true);
    expect(await runs.correct(issueId, 1, 2)).toBe(false);
    expect(await runs.cancel(issueId, at)).toBe(true);
    expect(await runs.cancel(issueId, later)).toBe(false);
    expect(await runs.correct(issueId, 2, 3)).toBe(false);
    expect(await runs.pauseAnew(issueId, "correction", at)).toBe(false);
    expect(controlOf(await run())).toEqual({ maySend: false, cancelled: true, revision: 2 });
  });

  it("is over only as whoever found it over has read it", async () => {
    const read = await run();
    await runs.reopen(issueId);
    expect(await runs.settle(read, "done", later)).toBe(false);
    const again = await run();
    expect(await runs.settle(again, "done-with-unknown", later)).toBe(true);
    expect(await runs.settle(again, "done-with-unknown", later)).toBe(false);
    expect(await runs.settle(again, "done", later)).toBe(true);
    expect(await runs.pause(issueId, "editor", at)).toBe(false);
    expect(await runs.cancel(issueId, at)).toBe(false);
    await runs.unlist(issueId);
    expect(await runs.reopen(issueId)).toBe(true);
    expect(await run()).not.toHaveProperty("settled");
    expect(await runs.listed()).toContain(issueId);
    await runs.cancel(issueId, at);
    expect(await runs.settle(again, "done", later)).toBe(false);
    expect(await runs.settle(await run(), "cancelled", later)).toBe(true);
  });
});

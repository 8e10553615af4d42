import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shardOf, shards } from "../../functions/audience/shard.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { chunkSize, type Delivery } from "../../functions/delivery/delivery.ts";
import { planAudience } from "../../functions/delivery/plan-audience.ts";
import { type DeliveryStore, deliveryStore } from "../../functions/delivery/store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at } from "../support/audience.ts";
import { storeEngines } from "../support/store.ts";

describe.each(storeEngines)("the ledger on $name", ({ open }) => {
  let engine: StoreEngine;
  let audience: Awaited<ReturnType<typeof anAudience>>["audience"];
  let deliveries: DeliveryStore;
  beforeAll(async () => {
    engine = await open([audienceTable, newslettersTable, deliveryTable]);
    ({ audience } = await anAudience(engine));
    deliveries = deliveryStore(engine.table(deliveryTable));
  });
  afterAll(() => engine.close());

  let made = 0;
  const aDelivery = (): Delivery => ({
    ...{
      issueId: "claims",
      shard: "0",
      chunk: "0",
      index: made++,
      try: 1,
      subscriberId: "0".repeat(26),
      variant: "everything",
    },
  });
  const change = (state: "intent" | "sent" | "pending", writeId: string) => ({ state, writeId, at });

  it("gives a delivery to one of those who begin it at the same time", async () => {
    const delivery = aDelivery();
    const held = await Promise.all(["a", "b", "c", "d"].map((id) => deliveries.start(delivery, change("intent", id))));
    expect(held.filter(Boolean)).toHaveLength(1);
    expect(await deliveries.start(delivery, change("intent", "late"))).toBe(false);
  });

  it("knows its own write again, so that a repeated request is no refusal", async () => {
    const delivery = aDelivery();
    for (const _ of [1, 2]) expect(await deliveries.start(delivery, change("intent", "mine"))).toBe(true);
    for (const _ of [1, 2]) expect(await deliveries.settle(delivery, "intent", change("sent", "mine"))).toBe(true);
  });

  it("lets only who began it settle it, and gives it out again when given back", async () => {
    const delivery = aDelivery();
    await deliveries.start(delivery, change("intent", "mine"));
    expect(await deliveries.settle(delivery, "intent", change("sent", "theirs"))).toBe(false);
    expect(await deliveries.settle(delivery, "intent", change("pending", "mine"))).toBe(true);
    expect(await deliveries.start(delivery, change("intent", "theirs"))).toBe(true);
    expect(await deliveries.settle(delivery, "intent", change("sent", "mine"))).toBe(false);
  });

  it("begins a run once, and counts its audience once", async () => {
    const run = { issueId: "run", newsletterId: "flashbulb", state: "planning", frozenAt: at } as const;
    expect(await deliveries.begin(run)).toBe(true);
    expect(await deliveries.begin({ ...run, frozenAt: "2030-01-01T00:00:00.000Z" })).toBe(false);
    expect(await deliveries.planned("run", 7)).toBe(true);
    expect(await deliveries.planned("run", 8)).toBe(false);
    await deliveries.setState("run", { state: "paused", cause: "quota" });
    expect(await deliveries.run("run")).toEqual({ ...run, state: "paused", audience: 7, cause: "quota" });
    await deliveries.setState("run", { state: "sending" });
    expect(await deliveries.run("run")).toEqual({ ...run, state: "sending", audience: 7 });
  });

  describe("planning", () => {
    const ids: string[] = [];
    beforeAll(async () => {
      // 1,200 in one shard, so that there are several chunks, and a few in another.
      const person = (id: string) =>
        audience.add({
          id,
          newsletterId: "flashbulb",
          address: "a@example.com",
          state: "confirmed",
          confirmedAt: at,
          preferences: { variant: "everything" },
        });
      for (let n = 0; n < 1205; n++) ids.push(`${n < 1200 ? "4" : "z"}${String(n).padStart(25, "0")}`);
      for (let first = 0; first < ids.length; first += 50) await Promise.all(ids.slice(first, first + 50).map(person));
    });

    const planned = async (issueId: string) => {
      const found: string[] = [];
      for (const shard of shards) {
        let ended = false;
        for await (const manifest of deliveries.manifests(issueId, shard)) {
          expect(ended).toBe(false);
          ended = manifest.end;
          expect(manifest.members.length).toBeLessThanOrEqual(chunkSize);
          for (const { id } of manifest.members) {
            expect(shardOf(id)).toBe(shard);
            expect(id > manifest.chunk).toBe(true);
            found.push(id);
          }
        }
        expect(ended).toBe(true);
      }
      return found.sort();
    };

    it("puts everybody in one chunk, whoever plans and however often", async () => {
      const input = { newsletterId: "flashbulb", issueId: "plan", frozenAt: at };
      const deps = { audience, deliveries };
      expect(await Promise.all([1, 2, 3].map(() => planAudience(deps, input)))).toEqual([1205, 1205, 1205]);
      expect(await planAudience(deps, input)).toBe(1205);
      expect(await planned("plan")).toEqual(ids);
    });

    it("goes on from where a planner died", async () => {
      const input = { newsletterId: "flashbulb", issueId: "dies", frozenAt: at };
      for (let life = 1; life < 4; life++) {
        let writes = 0;
        const dying: DeliveryStore = {
          ...deliveries,
          putManifest: (...manifest) => {
            if (++writes > life) throw new Error("killed");
            return deliveries.putManifest(...manifest);
          },
        };
        await expect(planAudience({ audience, deliveries: dying }, input)).rejects.toThrow("killed");
      }
      expect(await planAudience({ audience, deliveries }, input)).toBe(1205);
      expect(await planned("dies")).toEqual(ids);
    });

    it("leaves out who was confirmed after the freeze", async () => {
      const input = { newsletterId: "flashbulb", issueId: "early", frozenAt: "2026-10-24T05:59:59.999Z" };
      expect(await planAudience({ audience, deliveries }, input)).toBe(0);
    });
  });
});

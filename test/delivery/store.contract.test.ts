import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shardOf, shards } from "../../functions/audience/shard.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds } from "../../functions/core/time.ts";
import { type Claim, openClaim, takeLease, withMoves } from "../../functions/delivery/claim.ts";
import { chunkSize } from "../../functions/delivery/delivery.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { type DeliveryStore, deliveryStore } from "../../functions/delivery/store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at } from "../support/audience.ts";
import { planAudience } from "../support/plan-audience.ts";
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
  const aPlace = () => ({ issueId: "claims", shard: "0", chunk: String(made++) });
  const times = sendingTimes();
  const taken = (claim: Claim, holder: string, now = at): Claim => {
    const result = takeLease(claim, { holder, now, writeId: randomUUID(), times });
    if (!result.ok) throw new Error(result.reason);
    return result.claim;
  };
  const begun = (claim: Claim, index: number): Claim =>
    withMoves(claim, [{ index, when: "begun", revision: 2 }], { now: at, writeId: randomUUID(), times });

  it("gives a chunk to one of those who take it at the same time", async () => {
    const place = aPlace();
    const all = ["a", "b", "c", "d"].map((holder) => taken(openClaim(3), holder));
    const held = await Promise.all(all.map((each) => deliveries.putClaim(place, openClaim(3), each)));
    expect(held.filter(Boolean)).toHaveLength(1);
    expect(await deliveries.claim(place)).toEqual(all[held.indexOf(true)]);
  });

  it("keeps a claim as it is, at a byte a recipient", async () => {
    const place = aPlace();
    const first = taken(openClaim(250), "a");
    const next = begun(first, 249);
    await deliveries.putClaim(place, openClaim(250), first);
    expect(await deliveries.putClaim(place, first, next)).toBe(true);
    expect(await deliveries.claim(place)).toEqual(next);
    const all = new Map<string, Claim>();
    for await (const [chunk, claim] of deliveries.claims("claims", "0")) all.set(chunk, claim);
    expect(all.get(place.chunk)).toEqual(next);
    expect(await deliveries.claim(aPlace())).toBeUndefined();
  });

  it("knows its own write again, so that a repeated request is no refusal", async () => {
    const place = aPlace();
    const first = taken(openClaim(1), "a");
    for (const _ of [1, 2]) expect(await deliveries.putClaim(place, openClaim(1), first)).toBe(true);
  });

  it("refuses every write of a holder whose lease another has taken over", async () => {
    const place = aPlace();
    const old = begun(taken(openClaim(2), "old"), 0);
    await deliveries.putClaim(place, openClaim(2), old);
    const young = taken(old, "young", addMilliseconds(at, times.leaseMs));
    expect(await deliveries.putClaim(place, old, young)).toBe(true);
    expect(await deliveries.putClaim(place, old, begun(old, 1))).toBe(false);
    expect(await deliveries.claim(place)).toEqual(young);
  });

  it.each([
    ["applied", true],
    ["not applied", false],
  ])("finds out what became of a write whose answer was an error: %s", async (_, applied) => {
    const place = aPlace();
    let failures = 0;
    const table = engine.table(deliveryTable);
    const send = async (command: object) => {
      const fails = command.constructor.name === "PutCommand" && failures++ === 0;
      const answer = fails && !applied ? undefined : await table.db.send(command as never);
      if (fails) throw new Error("timeout");
      return answer;
    };
    const unsure = deliveryStore({ ...table, db: { send } as never });
    const first = taken(openClaim(1), "a");
    expect(await unsure.putClaim(place, openClaim(1), first)).toBe(true);
    expect(await deliveries.claim(place)).toEqual(first);
    expect(failures).toBe(applied ? 1 : 2);
  });

  it("knows the message ids of every batch of a chunk", async () => {
    const place = aPlace();
    const first = taken(openClaim(3), "a");
    await deliveries.putResult(place, first, { intentAt: at, revision: 1, messageIds: { 0: "m0", 2: "m2" } });
    await deliveries.putResult(place, begun(first, 1), { intentAt: at, revision: 1, messageIds: { 1: "m1" } });
    expect([...(await deliveries.messageIds(place))].sort()).toEqual([
      [0, "m0"],
      [1, "m1"],
      [2, "m2"],
    ]);
    expect(await deliveries.messageIds(aPlace())).toEqual(new Map());
  });

  it("keeps a result as it was first written: the same again changes nothing, another is refused", async () => {
    const place = aPlace();
    const intent = taken(openClaim(2), "a");
    const result = { intentAt: at, revision: 1, messageIds: { 0: "m0" } };
    for (const _ of [1, 2]) await deliveries.putResult(place, intent, result);
    await expect(deliveries.putResult(place, intent, { ...result, messageIds: { 1: "m1" } })).rejects.toThrow();
    expect(await deliveries.results(place)).toEqual([result]);
  });

  it("knows who was accepted from a chunk on, and before it, the last first", async () => {
    const placeOf = (chunk: string) => ({ issueId: "accepted", shard: "0", chunk });
    const first = taken(openClaim(3), "a");
    for (const chunk of ["1", "2", "3"])
      await deliveries.putResult(placeOf(chunk), first, {
        intentAt: at,
        revision: 1,
        messageIds: { 0: "m0", 2: "m2" },
      });
    const batches = (...chunks: string[]) =>
      chunks.map((chunk) => ({ place: placeOf(chunk), intentAt: at, indices: [0, 2] }));
    expect(await deliveries.acceptedFrom(placeOf(""))).toEqual(batches("1", "2", "3"));
    expect(await deliveries.acceptedFrom(placeOf("2"))).toEqual(batches("2", "3"));
    expect(await deliveries.acceptedBefore(placeOf("3"))).toEqual(batches("2", "1"));
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
          expect(manifest.recipients.length).toBeLessThanOrEqual(chunkSize);
          for (const { id } of manifest.recipients) {
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

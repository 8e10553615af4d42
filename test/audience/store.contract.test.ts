import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addSubscriber } from "../../functions/audience/add-subscriber.ts";
import { shardOf, shards } from "../../functions/audience/shard.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { unsubscribe } from "../../functions/audience/unsubscribe.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, clock, idKey, subscribe } from "../support/audience.ts";
import { storeEngines } from "../support/store.ts";

describe.each(storeEngines)("the audience on $name", ({ open }) => {
  let engine: StoreEngine;
  let deps: Awaited<ReturnType<typeof anAudience>> & { clock: typeof clock; idKey: Uint8Array };
  beforeAll(async () => {
    engine = await open([audienceTable, newslettersTable]);
    deps = { ...(await anAudience(engine)), clock, idKey };
  });
  afterAll(() => engine.close());

  it("gives everybody of all shards once, in order of id", async () => {
    const ids = await Promise.all(
      Array.from({ length: 200 }, (_, index) => subscribe(deps.audience, { address: `all${index}@example.com` })),
    );
    const found: string[] = [];
    for await (const { id, newsletterId } of deps.audience.all("flashbulb")) {
      expect(newsletterId).toBe("flashbulb");
      found.push(id);
    }
    expect(found).toEqual([...ids].sort());
    expect(new Set(ids.map(shardOf)).size).toBe(shards.length);
  });

  it("pages a shard from after an id", async () => {
    const everybody: string[] = [];
    for await (const { id } of deps.audience.inShard("flashbulb", "3")) everybody.push(id);
    const rest: string[] = [];
    for await (const { id } of deps.audience.inShard("flashbulb", "3", everybody[2])) rest.push(id);
    expect(rest).toEqual(everybody.slice(3));
  });

  it("knows an address however it is spelt", async () => {
    const id = await subscribe(deps.audience, { address: "Ada+x@BÜCHER.example", name: "Ada" });
    expect(await addSubscriber(deps, { newsletterId: "flashbulb", address: "ada+X@xn--bcher-kva.example" })).toEqual({
      ok: true,
      id,
      added: false,
    });
    expect(await deps.audience.get("flashbulb", id)).toMatchObject({
      address: "Ada+x@xn--bcher-kva.example",
      name: "Ada",
      state: "confirmed",
      confirmedAt: at,
    });
  });

  it("keeps newsletters apart", async () => {
    const id = await subscribe(deps.audience, { address: "one@example.com", newsletterId: "one" });
    expect(await deps.audience.get("two", id)).toBeUndefined();
  });

  it("unsubscribes once, and adding does not bring anybody back", async () => {
    const subscriberId = await subscribe(deps.audience, { address: "leaves@example.com" });
    const input = { newsletterId: "flashbulb", subscriberId };
    expect(await unsubscribe(deps, input)).toEqual({ ok: true, changed: true });
    expect(await unsubscribe({ ...deps, clock: () => "2027-01-01T00:00:00.000Z" }, input)).toEqual({
      ok: true,
      changed: false,
    });
    expect(await deps.audience.get("flashbulb", subscriberId)).toMatchObject({
      state: "unsubscribed",
      unsubscribedAt: at,
    });
    expect(await addSubscriber(deps, { newsletterId: "flashbulb", address: "LEAVES@example.com" })).toEqual({
      ok: false,
      reason: "unsubscribed",
    });
  });

  it("does not make up a subscriber who unsubscribes or chooses", async () => {
    const nobody = "0".repeat(26);
    expect(await unsubscribe(deps, { newsletterId: "flashbulb", subscriberId: nobody })).toEqual({
      ok: false,
      reason: "unknown",
    });
    expect(await deps.audience.setPreferences("flashbulb", nobody, { variant: "photos" })).toBe(false);
    expect(await deps.audience.get("flashbulb", nobody)).toBeUndefined();
  });

  it("reads many at once, and who of them is suppressed", async () => {
    const ids = await Promise.all([1, 2, 3].map((n) => subscribe(deps.audience, { address: `many${n}@example.com` })));
    await deps.audience.suppress(ids[1] as string, "bounce", at);
    const { subscribers, suppressed } = await deps.audience.getMany("flashbulb", [...ids, "0".repeat(26)]);
    expect([...subscribers.keys()].sort()).toEqual([...ids].sort());
    expect([...suppressed]).toEqual([ids[1]]);
  });

  it.each(["a\r\n@example.com", "", "x"])("refuses %j and stores nothing", async (address) => {
    expect(await addSubscriber(deps, { newsletterId: "flashbulb", address })).toMatchObject({ ok: false });
  });
});

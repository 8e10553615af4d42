import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addSubscriber } from "../../functions/audience/add-subscriber.ts";
import { confirmationLimit } from "../../functions/audience/confirmation.ts";
import { shardOf, shards } from "../../functions/audience/shard.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { unsubscribe } from "../../functions/audience/unsubscribe.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, day, hour } from "../../functions/core/time.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, clock, idKey, stampClock, subscribe } from "../support/audience.ts";
import { storeEngines } from "../support/store.ts";

describe.each(storeEngines)("the audience on $name", ({ open }) => {
  let engine: StoreEngine;
  let deps: Awaited<ReturnType<typeof anAudience>> & {
    clock: typeof clock;
    stampClock: typeof clock;
    idKey: Uint8Array;
  };
  beforeAll(async () => {
    engine = await open([audienceTable, newslettersTable]);
    deps = { ...(await anAudience(engine)), clock, stampClock, idKey };
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

  it("goes through every suppression in force, and from any of them on", async () => {
    const all = async (after?: string) => {
      const ids: string[] = [];
      for await (const { id } of deps.audience.suppressed(after)) ids.push(id);
      return ids;
    };
    const before = await all();
    const [low, lifted, high] = ["0aaa", "5bbb", "fccc"].map((id) => id.padEnd(26, "1")) as [string, string, string];
    for (const id of [high, lifted, low]) await deps.audience.suppress(id, "bounce", at);
    await deps.audience.liftSuppression(lifted, at);
    const ids = await all();
    expect(ids).toEqual([...before, low, high].toSorted());
    expect(await all(low)).toEqual(ids.filter((id) => id > low));
    expect(await all(high)).toEqual(ids.filter((id) => id > high));
  });

  describe("a suppression", () => {
    let made = 0;
    const anId = () => `7${String(made++).padStart(25, "0")}`;
    const hours = (count: number) => addMilliseconds(at, count * hour);
    const stored = async (id: string) => (await deps.audience.suppressions([id])).get(id);

    it("is for the worst reason and its earliest time, in whatever order and however often it is said", async () => {
      const said = [
        ["complaint", 3],
        ["bounce", 1],
        ["manual", 0],
        ["complaint", 5],
        ["bounce", 4],
      ] as const;
      for (const order of [said, said.toReversed(), [...said, ...said]]) {
        const id = anId();
        for (const [reason, after] of order) await deps.audience.suppress(id, reason, hours(after));
        expect(await stored(id)).toEqual({ reason: "complaint", at: hours(3) });
      }
    });

    it("says whether anything changed", async () => {
      const id = anId();
      expect(await deps.audience.suppress(id, "bounce", hours(1))).toBe(true);
      expect(await deps.audience.suppress(id, "bounce", hours(1))).toBe(false);
      expect(await deps.audience.suppress(id, "manual", hours(0))).toBe(false);
      expect(await deps.audience.suppress(id, "complaint", hours(9))).toBe(true);
    });

    it("lifted, is not brought back by what happened before, unless that is worse", async () => {
      const id = anId();
      expect(await deps.audience.liftSuppression(id, hours(1))).toBe(false);
      await deps.audience.suppress(id, "bounce", hours(1));
      expect(await deps.audience.liftSuppression(id, hours(2))).toBe(true);
      expect(await deps.audience.liftSuppression(id, hours(2))).toBe(false);
      expect(await deps.audience.suppressionLiftedAt(id)).toBe(hours(2));
      expect(await deps.audience.suppress(id, "bounce", hours(1))).toBe(false);
      expect(await deps.audience.suppressedAmong([id])).toEqual(new Set());
      expect((await deps.audience.getMany("flashbulb", [id])).suppressed).toEqual(new Set());
      expect(await deps.audience.suppress(id, "complaint", hours(1))).toBe(true);
      expect(await deps.audience.liftSuppression(id, hours(3))).toBe(true);
      expect(await deps.audience.suppress(id, "complaint", hours(1))).toBe(false);
      expect(await deps.audience.suppress(id, "bounce", hours(4))).toBe(true);
      expect(await stored(id)).toEqual({ reason: "bounce", at: hours(4) });
    });
  });

  it("takes who asks as pending, and as they are when they unsubscribed, and leaves who is confirmed alone", async () => {
    const consent = { askedAt: at, form: "page", wording: "en/1" };
    const asking = { newsletterId: "flashbulb", id: `5${"0".repeat(25)}`, address: "asks@example.com", consent };
    const stored = () => deps.audience.get("flashbulb", asking.id);
    expect(await deps.audience.ask({ ...asking, name: "A stranger" })).toBe(true);
    expect(await deps.audience.ask(asking)).toBe(true);
    expect(await stored()).toEqual({ ...asking, state: "pending", preferences: { variant: "everything" } });
    await deps.audience.unsubscribe("flashbulb", asking.id, at);
    expect(await deps.audience.ask({ ...asking, name: "Ada" })).toBe(true);
    expect(await stored()).toMatchObject({ state: "unsubscribed", name: "Ada" });
    const later = "2026-10-25T06:00:00.000Z";
    expect(await deps.audience.confirm("flashbulb", asking.id, { askedAt: at, at: later })).toBe(false);
    expect(await deps.audience.confirm("flashbulb", asking.id, { askedAt: later, at: later })).toBe(true);
    expect(await deps.audience.confirm("flashbulb", asking.id, { askedAt: later, at: later })).toBe(false);
    expect(await deps.audience.ask({ ...asking, name: "A stranger" })).toBe(false);
    expect(await stored()).toMatchObject({ state: "confirmed", confirmedAt: later, name: "Ada" });
    expect(await deps.audience.confirm("flashbulb", "0".repeat(26), { askedAt: at, at })).toBe(false);
  });

  it("lets one of many claim a confirmation mail, gives a claim back once, and counts until it is answered", async () => {
    const id = `6${"0".repeat(25)}`;
    const days = (count: number) => addMilliseconds(at, count * day);
    const claim = (when: number) => deps.audience.claimConfirmation(id, days(when), confirmationLimit(days(when)));
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(0)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    await deps.audience.releaseConfirmation(id, days(0));
    await deps.audience.releaseConfirmation(id, days(0));
    expect([await claim(0), await claim(0.99), await claim(1), await claim(2), await claim(3)]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
    await deps.audience.forgetConfirmations(id);
    expect([await claim(2.99), await claim(3)]).toEqual([false, true]);
    await deps.audience.forgetConfirmations("0".repeat(26));
    expect(await deps.audience.claimConfirmation("0".repeat(26), at, confirmationLimit(at))).toBe(true);
  });

  it.each(["a\r\n@example.com", "", "x"])("refuses %j and stores nothing", async (address) => {
    expect(await addSubscriber(deps, { newsletterId: "flashbulb", address })).toMatchObject({ ok: false });
  });
});

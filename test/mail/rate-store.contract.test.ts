import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leaseSlots } from "../../functions/mail/lease-slots.ts";
import { type RateStore, rateStore } from "../../functions/mail/rate-store.ts";
import { slowDown } from "../../functions/mail/slow-down.ts";
import { mailTable } from "../../functions/mail/table.ts";
import { takeMailSlot } from "../../functions/mail/take-mail-slot.ts";
import { memoryRates } from "../support/rate.ts";
import { storeEngines } from "../support/store.ts";

type Adapter = { name: string; open(): Promise<{ rates: (region: string) => RateStore; close(): Promise<void> }> };

const adapters: readonly Adapter[] = [
  { name: "memory", open: async () => ({ rates: memoryRates, close: async () => {} }) },
  ...storeEngines.map(({ name, open }) => ({
    name,
    async open() {
      const engine = await open([mailTable]);
      return { rates: (region: string) => rateStore(engine.table(mailTable), region), close: engine.close };
    },
  })),
];

const now = Date.parse("2026-10-24T06:00:00.000Z");
const at = new Date(now).toISOString();

describe.each(adapters)("the rate in $name", ({ open }) => {
  let opened: Awaited<ReturnType<Adapter["open"]>>;
  let regions = 0;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const allowed = async (limit: number): Promise<RateStore> => {
    const rates = opened.rates(`region-${regions++}`);
    expect(await rates.allow(await rates.read(now), { limit, leftToday: Infinity, at })).toBe(true);
    return rates;
  };
  /** At a limit of 100 / 0.99 a slot lies 10 ms after the other. */
  const hundred = 100 / 0.99;
  const lease = (rates: RateStore, wanted: number, later = 0) =>
    leaseSlots({ rates, storeNow: () => now + later }, { batch: 25, wanted });

  it("is a sandbox's, one a second, before SES said anything", async () => {
    const rates = opened.rates(`region-${regions++}`);
    expect(await rates.read(now)).toEqual({ ...(await rates.read(now)), limit: 1, tracks: [now], revision: 1 });
  });

  it("keeps what SES allows, and the headroom of the day", async () => {
    const rates = await allowed(14);
    const quota = { limit: 14, leftToday: 7, at };
    expect(await rates.allow(await rates.read(now), quota)).toBe(true);
    expect(await rates.read(now)).toMatchObject({ limit: 14, leftToday: 7, quotaAt: at, revision: 2 });
    await rates.allow(await rates.read(now), { ...quota, leftToday: Infinity });
    expect(await rates.read(now)).not.toHaveProperty("leftToday");
  });

  it("gives slots one after the other, and none that start more than five seconds from now", async () => {
    const rates = await allowed(hundred);
    const sale = (startsAt: number) => ({ startsAt, spacing: 10, count: 250, rate: hundred, width: 1, of: 1 });
    for (const laterMs of [0, 2_500, 5_000]) expect((await lease(rates, 250)).slots).toEqual(sale(now + laterMs));
    expect((await lease(rates, 250)).slots).toBeUndefined();
    expect((await lease(rates, 250, 2_500)).slots).toEqual(sale(now + 7_500));
    expect((await lease(rates, 250, 60_000)).slots?.startsAt).toBe(now + 60_000);
  });

  it("gives no slot twice to senders who take them all at once", async () => {
    const rates = await allowed(hundred * 2);
    const leases = await Promise.all(Array.from({ length: 8 }, () => lease(rates, 25)));
    const starts = leases.map(({ slots }) => slots?.startsAt ?? 0).toSorted((a, b) => a - b);
    expect(starts).toEqual(Array.from({ length: 8 }, (_, n) => now + n * 125));
  });

  it("is cut once in two seconds for all who were throttled, and slots are taken at the cut rate", async () => {
    const rates = await allowed(hundred);
    const known = await rates.read(now);
    const rate = await Promise.all(
      Array.from({ length: 5 }, () => slowDown({ rates }, { known, now, slotRate: hundred })),
    );
    expect(new Set(rate.map(({ cut }) => cut?.from))).toEqual(new Set([hundred]));
    await slowDown({ rates }, { known, now: now + 1_999, slotRate: hundred * 0.7 });
    const { slots, rate: after } = await lease(rates, 25);
    expect(slots?.spacing).toBeCloseTo(1000 / 70);
    const cut = { at: now + 2_000, from: hundred * 0.7 };
    expect((await slowDown({ rates }, { known: after, now: cut.at, slotRate: cut.from })).cut).toEqual(cut);
  });

  it("lets a mail that a person waits for go ahead of what issues have taken, and the next one when its turn comes", async () => {
    const rates = await allowed(hundred);
    await lease(rates, 250);
    await lease(rates, 250);
    const waits: number[] = [];
    let later = 0;
    const timer = {
      async wait(milliseconds: number) {
        waits.push(Math.round(milliseconds));
        later += milliseconds;
      },
    };
    const take = () => takeMailSlot({ rates, storeNow: () => now + later, timer });
    expect([await take(), await take(), await take()]).toEqual([true, true, true]);
    expect(waits).toEqual([250, 250]);
    expect((await rates.read(now)).tracks[0]).toBeCloseTo(now + 5_030);
  });

  it("sends a mail in its place when no issue is about, and not at all when nothing starts in time", async () => {
    const rates = await allowed(hundred / 100);
    const waits: number[] = [];
    const timer = { wait: async (milliseconds: number) => void waits.push(milliseconds) };
    const take = () => takeMailSlot({ rates, storeNow: () => now, timer });
    expect([await take(), await take(), await take()]).toEqual([true, true, true]);
    expect(waits).toEqual([1_000, 2_000]);
    const all = [await take(), await take(), await take(), await take()];
    expect(all).toEqual([true, true, true, false]);
  });

  /** On each of eight tracks a slot lies 8 ms after the other, at 1,000 / 0.99. */
  const thousand = 1_000 / 0.99;

  it("sells each of many senders the slots of a track of its own, who goes on when it is over", async () => {
    const rates = await allowed(thousand);
    const leases = await Promise.all(Array.from({ length: 8 }, () => lease(rates, 25)));
    expect(leases.map(({ slots }) => slots)).toEqual(
      Array<unknown>(8).fill({ startsAt: now, spacing: 8, count: 25, rate: thousand, width: 1, of: 8 }),
    );
    expect((await lease(rates, 50)).slots).toMatchObject({ startsAt: now + 200, spacing: 8 });
    expect((await rates.read(now)).tracks.toSorted()).toEqual([...Array<number>(7).fill(now + 200), now + 600]);
  });

  it("sells several tracks together where they are due at one moment, and no slot of them twice", async () => {
    const rates = await allowed(thousand);
    const wide = () =>
      leaseSlots({ rates, storeNow: () => now, chance: () => 0.9 }, { batch: 25, wanted: 100, width: 5 });
    expect((await wide()).slots).toMatchObject({ startsAt: now, spacing: 1.6, count: 100, width: 5, of: 8 });
    expect((await wide()).slots).toMatchObject({ startsAt: now, spacing: 8 / 3, width: 3, of: 8 });
    expect((await wide()).slots).toMatchObject({ startsAt: now + 160, spacing: 1.6, width: 5, of: 8 });
  });

  it("has other tracks when SES allows another rate, none before what is sold is over", async () => {
    const rates = await allowed(hundred);
    await lease(rates, 250);
    const seen = await rates.read(now);
    await lease(rates, 25);
    const quota = { limit: thousand, leftToday: Infinity, at };
    expect(await rates.allow(seen, quota)).toBe(false);
    expect(await rates.allow(await rates.read(now), quota)).toBe(true);
    expect(await rates.read(now)).toMatchObject({ tracks: Array<number>(8).fill(now + 2_750), revision: 3 });
    expect(await rates.take(seen, { now, tracks: [0], costMs: 10 })).toBeUndefined();
  });

  it("lets a mail go ahead of many tracks, of which one pays", async () => {
    const rates = await allowed(thousand);
    for (let track = 0; track < 8; track++) await lease(rates, 250);
    const timer = { wait: async () => {} };
    expect(await takeMailSlot({ rates, storeNow: () => now, timer })).toBe(true);
    const { tracks, overdrawnUntil } = await rates.read(now);
    expect(tracks.toSorted()).toEqual([...Array<number>(7).fill(now + 2_000), now + 2_008]);
    expect(overdrawnUntil).toBe(now + 25);
  });

  it("starts anew when what it says is of a clock that was far ahead", async () => {
    const rates = await allowed(hundred);
    await lease(rates, 250, 3 * 86_400_000);
    expect((await lease(rates, 250)).slots?.startsAt).toBe(now);
  });
});

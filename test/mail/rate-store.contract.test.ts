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
    expect(await rates.read(now)).toEqual({ ...(await rates.read(now)), limit: 1, nextAt: now, revision: 1 });
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
    expect((await lease(rates, 250)).slots).toEqual({ startsAt: now, spacing: 10, count: 250, rate: hundred });
    expect((await lease(rates, 250)).slots).toEqual({ startsAt: now + 2_500, spacing: 10, count: 250, rate: hundred });
    expect((await lease(rates, 250)).slots).toEqual({ startsAt: now + 5_000, spacing: 10, count: 250, rate: hundred });
    expect((await lease(rates, 250)).slots).toBeUndefined();
    expect((await lease(rates, 250, 2_500)).slots).toEqual({
      startsAt: now + 7_500,
      spacing: 10,
      count: 250,
      rate: hundred,
    });
    expect((await lease(rates, 250, 60_000)).slots?.startsAt).toBe(now + 60_000);
  });

  it("gives no slot twice to senders who take them all at once", async () => {
    const rates = await allowed(hundred * 10);
    const leases = await Promise.all(Array.from({ length: 8 }, () => lease(rates, 25)));
    const starts = leases.map(({ slots }) => slots?.startsAt ?? 0).toSorted((a, b) => a - b);
    expect(starts).toEqual(Array.from({ length: 8 }, (_, n) => now + n * 25));
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
    expect((await rates.read(now)).nextAt).toBeCloseTo(now + 5_030);
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

  it("starts anew when what it says is of a clock that was far ahead", async () => {
    const rates = await allowed(hundred);
    await lease(rates, 250, 3 * 86_400_000);
    expect((await lease(rates, 250)).slots?.startsAt).toBe(now);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toInstant } from "../../functions/core/time.ts";
import { awaitSlot, slotTime } from "../../functions/delivery/await-slot.ts";
import { batchSize, chunkSize } from "../../functions/delivery/delivery.ts";
import { sendingFlow } from "../../functions/delivery/flow.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import type { Outcome } from "../../functions/mail/outcome.ts";
import type { RateStore } from "../../functions/mail/rate-store.ts";
import { takeMailSlot } from "../../functions/mail/take-mail-slot.ts";
import { rateLimit } from "../../local/ses/limits.ts";
import { ratesAt } from "../support/rate.ts";
import { simulatedTime } from "../support/simulated-time.ts";
import { chanceFrom } from "../year/chance.ts";

type Sender = { skewMs: number; storeMs: number; sesMs: number; sleeps?: { at: number; forMs: number } };
const accepted: Outcome = { kind: "accepted", messageId: "1" };
const throttled: Outcome = { kind: "throttled", code: "Throttling" };

/** Senders of two lanes each, with a whole chunk in hand in each lane, with clocks of their own, at one rate until `forMs`; when each request started. */
const sent = async (input: {
  limit: number;
  forMs: number;
  senders: readonly Sender[];
  lanes?: number;
  ses?: (now: number) => Outcome;
  confirmEveryMs?: number;
  /** When SES is heard to allow another rate. */
  allowed?: { at: number; limit: number };
}): Promise<{ starts: number[]; throttles: number[]; takes: number; overdrawn: number }> => {
  const { forMs, ses = () => accepted } = input;
  const { timer, live } = simulatedTime();
  const chance = chanceFrom(1).next;
  const stored = await ratesAt(input.limit);
  let takes = 0;
  const rates: RateStore = {
    ...stored,
    take(...all) {
      takes++;
      return stored.take(...all);
    },
  };
  const known = await stored.read(0);
  const starts: number[] = [];
  const throttles: number[] = [];
  let overdrawn = 0;
  const work = input.senders.flatMap(({ skewMs, storeMs, sesMs, sleeps }) => {
    const flow = sendingFlow(
      { rates, timer, times: sendingTimes(), storeNow: () => timer.now() + skewMs, chance },
      known,
    );
    let slept = false;
    const request = async (slotRate: number) => {
      // A process that was stopped goes on where it stood.
      if (sleeps && !slept && timer.now() >= sleeps.at) {
        slept = true;
        await timer.wait(sleeps.forMs);
        if (timer.now() > 0) return;
      }
      const outcome = ses(timer.now());
      (outcome.kind === "accepted" ? starts : throttles).push(timer.now());
      await timer.wait(sesMs);
      flow.outcome(outcome, slotRate);
    };
    const lane = async (nth: number) => {
      const asking = { place: { shard: String(nth), chunk: "0" }, pending: chunkSize };
      while (timer.now() < forMs && flow.cause === undefined) {
        const wished = batchSize(flow.ratePerSecond);
        const slots = await flow.slots(wished, asking);
        if (!slots) {
          await timer.wait(flow.soldForMs);
          continue;
        }
        if (slots.startsAt > timer.now()) await timer.wait(slots.startsAt - timer.now());
        await timer.wait(storeMs);
        const begunAt = timer.now();
        const latestAt = begunAt + 20_000;
        await Promise.all(
          Array.from({ length: slots.count }, async (_, position) => {
            const slotAt = slotTime(slots, { begunAt, position });
            if (await awaitSlot({ flow, timer }, { slotAt, latestAt })) await request(slots.rate);
          }),
        );
      }
    };
    return Array.from({ length: input.lanes ?? 2 }, (_, nth) => lane(nth));
  });
  const confirmations = async (everyMs: number) => {
    while (timer.now() < forMs) {
      const due = Math.min(...(await rates.read(0)).tracks);
      if (await takeMailSlot({ rates, storeNow: timer.now, timer })) {
        if (due > timer.now()) overdrawn++;
        starts.push(timer.now());
      }
      await timer.wait(everyMs);
    }
  };
  const allow = async ({ at, limit }: { at: number; limit: number }) => {
    await timer.wait(at);
    const quota = { limit, leftToday: Infinity, at: toInstant(at) };
    while (!(await rates.allow(await rates.read(at), quota)));
  };
  if (input.allowed) work.push(allow(input.allowed));
  await live([...work, ...(input.confirmEveryMs ? [confirmations(input.confirmEveryMs)] : [])]);
  return { starts: starts.toSorted((a, b) => a - b), throttles, takes, overdrawn };
};

const mostInTenSeconds = (starts: readonly number[]): number => {
  let most = 0;
  let first = 0;
  starts.forEach((start, index) => {
    while ((starts[first] as number) <= start - 10_000) first++;
    most = Math.max(most, index - first + 1);
  });
  return most;
};

const between = (starts: readonly number[], from: number, until: number) =>
  starts.filter((start) => start >= from && start < until).length;

const aSender = (changes: Partial<Sender> = {}): Sender => ({ skewMs: 0, storeMs: 20, sesMs: 40, ...changes });
const anySender = fc.record({
  skewMs: fc.integer({ min: -25, max: 25 }),
  storeMs: fc.integer({ min: 1, max: 300 }),
  sesMs: fc.integer({ min: 1, max: 400 }),
  sleeps: fc.record({ at: fc.integer({ min: 500, max: 9_000 }), forMs: fc.integer({ min: 1, max: 15_000 }) }),
});

describe("the flow of many senders at one rate", () => {
  it("starts no more than 1.1 times the limit in any ten seconds, whatever their clocks, stores and stops", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 2, 7, 14, 50, 120),
        fc.array(anySender, { minLength: 1, maxLength: 8 }),
        async (limit, senders) => {
          const { starts } = await sent({ limit, forMs: 13_000, senders });
          expect(mostInTenSeconds(starts)).toBeLessThanOrEqual(Math.floor(limit * 10 * 1.1));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("starts no more than that on many tracks, with confirmations, while SES allows more, less and throttles", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anySender, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(260, 400, 510, 630),
        fc.integer({ min: 1_000, max: 9_000 }),
        async (senders, other, allowedAt) => {
          const { starts } = await sent({
            limit: 510,
            forMs: 11_500,
            senders,
            allowed: { at: allowedAt, limit: other },
            confirmEveryMs: 700,
            ses: (now) => (Math.floor(now) % 3_989 === 0 ? throttled : accepted),
          });
          expect(mostInTenSeconds(starts)).toBeLessThanOrEqual(Math.floor(Math.max(510, other) * 10 * 1.1));
        },
      ),
      { numRuns: 6 },
    );
  });

  it("starts no more than that when other tracks take the place of those of which seconds are sold", async () => {
    const senders = Array.from({ length: 8 }, () => aSender());
    const { starts } = await sent({ limit: 500, forMs: 14_000, senders, allowed: { at: 5_000, limit: 499 } });
    expect(mostInTenSeconds(starts)).toBeLessThanOrEqual(5_500);
    expect(starts.length).toBeGreaterThan(5_500);
  });

  it.each([
    [200, 1],
    [200, 8],
    [500, 8],
    [14, 3],
    [1, 1],
  ])("of %d a second uses 98 % with %d senders, and SES throttles none of it", async (limit, count) => {
    const ses = rateLimit(() => ({ perSecond: limit, burstSeconds: 1 }));
    const { starts, throttles, takes } = await sent({
      limit,
      forMs: 60_000,
      senders: Array.from({ length: count }, (_, n) => aSender({ skewMs: (n % 3) * 25 - 25 })),
      ses: (now) => (ses.take(1, now) ? accepted : throttled),
    });
    expect(throttles).toEqual([]);
    expect(between(starts, 0, 60_000)).toBeGreaterThanOrEqual(0.98 * 60 * limit);
    if (limit >= 200) expect(takes / starts.length).toBeLessThan(0.008);
  });

  it.each([
    [200, 100, 8],
    [25, 12.5, 8],
    [14, 10, 1],
    [500, 400, 8],
  ])(
    "finds out that of %d a second SES allows %d, and uses nearly all of it with %d senders",
    async (limit, granted, count) => {
      const ses = rateLimit(() => ({ perSecond: granted, burstSeconds: 1 }));
      const { starts, throttles } = await sent({
        limit,
        forMs: 90_000,
        senders: Array.from({ length: count }, (_, n) => aSender({ skewMs: (n % 3) * 25 - 25 })),
        ses: (now) => (ses.take(1, now) ? accepted : throttled),
      });
      expect(between(starts, 10_000, 90_000)).toBeGreaterThan(0.93 * 80 * granted);
      expect(between(throttles, 10_000, 90_000)).toBeLessThan(0.03 * 80 * granted);
    },
  );

  it("uses a slow rate to 98 % by two who wait for each other's chunk, and by one who is alone", async () => {
    for (const senders of [[aSender({ sesMs: 140 })], [aSender({ sesMs: 140 }), aSender({ sesMs: 140 })]]) {
      const { starts, takes } = await sent({ limit: 14, forMs: 200_000, senders, lanes: 1 });
      expect(between(starts, 20_000, 180_000)).toBeGreaterThan(0.98 * 160 * 14);
      expect(takes).toBeLessThan(2 + (200 * 14) / chunkSize);
    }
  });

  it("is as fast alone as it can be, where the rate has more tracks than there are senders", async () => {
    const { starts, takes } = await sent({ limit: 2_000, forMs: 30_000, senders: [aSender(), aSender()] });
    expect(between(starts, 10_000, 30_000) / 20).toBeGreaterThan(1_000);
    expect(takes / starts.length).toBeLessThan(0.004);
  });

  it("buys no more than is pending in the chunks that ask, and forgets who has left", async () => {
    const rates = await ratesAt(100);
    const timer = { now: () => 0, wait: async () => {} };
    const flow = sendingFlow({ rates, timer, times: sendingTimes(), storeNow: timer.now }, await rates.read(0));
    // The first chunk of every shard has the same name.
    const [a, b] = [
      { shard: "0", chunk: "0" },
      { shard: "1", chunk: "0" },
    ];
    const sold = async () => Math.round(((await rates.read(0)).tracks[0] as number) / (1000 / 99));
    expect(await flow.slots(6, { place: a, pending: 6 })).toMatchObject({ startsAt: 0, count: 6 });
    expect(await sold()).toBe(6);
    expect(await flow.slots(25, { place: b, pending: 40 })).toMatchObject({ count: 25 });
    expect(await sold()).toBe(6 + 46);
    flow.leave(a);
    await flow.slots(25, { place: b, pending: 15 });
    expect(await sold()).toBe(6 + 46 + 25);
  });

  it("is back at the limit when what SES allows is", async () => {
    let granted = 60;
    const ses = rateLimit(() => ({ perSecond: granted, burstSeconds: 1 }));
    const { starts } = await sent({
      limit: 100,
      forMs: 400_000,
      senders: [aSender(), aSender()],
      ses: (now) => {
        if (now > 30_000) granted = 100;
        return ses.take(1, now) ? accepted : throttled;
      },
    });
    expect(between(starts, 360_000, 400_000)).toBeGreaterThan(0.98 * 40 * 100);
  });

  it("lets a confirmation go ahead of its slot without letting go of the limit", async () => {
    const { starts, overdrawn } = await sent({
      limit: 50,
      forMs: 30_000,
      senders: [aSender(), aSender()],
      confirmEveryMs: 700,
    });
    expect(overdrawn).toBeGreaterThan(5);
    expect(mostInTenSeconds(starts)).toBeLessThanOrEqual(550);
  });
});

import { describe, expect, it } from "vitest";
import { addMilliseconds, hour, minute } from "../../functions/core/time.ts";
import {
  type Companions,
  companionId,
  companionNamed,
  companionsNear,
  isTimeForCompanions,
} from "../../functions/delivery/companions.ts";
import { deliveryPlace } from "../../functions/delivery/delivery-place.ts";
import { delayBucket, slowestDelayMs } from "../../functions/delivery/event-delay.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import {
  answerSince,
  needsProbe,
  type Probe,
  probeFor,
  probeId,
  probeNamed,
  probeSlot,
} from "../../functions/delivery/probe.ts";
import { afterSeen, oldestEventMs } from "../../functions/delivery/stream-state.ts";

const at = "2026-10-24T06:00:00.000Z";
const minutesOn = (minutes: number) => addMilliseconds(at, minutes * minute);
const times = sendingTimes();
const counted = (delays: readonly number[]) => {
  const counts: Record<string, number> = {};
  for (const each of delays) counts[delayBucket(each)] = (counts[delayBucket(each)] ?? 0) + 1;
  return counts;
};

describe("how long events take", () => {
  it("is what 999 of 1,000 keep below, to a factor of two, and never less", () => {
    for (const [slow, share] of [
      [3_000, 2],
      [90_000, 5],
    ] as const) {
      const delays = Array.from({ length: 1000 }, (_, n) => (n < share ? slow : 400));
      const slowest = slowestDelayMs(counted(delays));
      expect(slowest).toBeGreaterThanOrEqual(slow);
      expect(slowest).toBeLessThanOrEqual(2 * slow);
    }
    expect(slowestDelayMs(counted([...Array.from({ length: 999 }, () => 400), hour]))).toBeLessThanOrEqual(800);
  });

  it("is nothing when none was seen, and the longest when a clock is wrong", () => {
    expect(slowestDelayMs({})).toBe(0);
    expect(slowestDelayMs(counted([-3 * 24 * hour]))).toBe(slowestDelayMs(counted([9 * hour])));
    expect(slowestDelayMs(counted([-20, 0]))).toBeLessThan(100);
  });
});

describe("the queue of events", () => {
  const seen = (oldest: number, minutes: number) => ({
    oldestEventMs: oldest,
    deadLetters: 0,
    seenAt: minutesOn(minutes),
  });

  it("is not known when nobody has looked lately", () => {
    expect(oldestEventMs(undefined, at, times)).toBeUndefined();
    expect(oldestEventMs(seen(0, 0), minutesOn(2), times)).toBe(0);
    expect(oldestEventMs(seen(0, 0), minutesOn(2.01), times)).toBeUndefined();
  });

  it("ages: what waited when somebody looked may wait still", () => {
    expect(oldestEventMs(seen(30_000, 0), minutesOn(0.5), times)).toBe(60_000);
  });

  it("has a backlog for a minute when one of several saw it, though others see nothing old", () => {
    const old = seen(3 * hour, 0);
    expect(afterSeen(old, seen(0, 0.5), times)).toMatchObject({ oldestEventMs: 3 * hour, seenAt: at });
    expect(afterSeen(old, { ...seen(0, 0.5), deadLetters: 2 }, times).deadLetters).toBe(2);
    expect(afterSeen(old, seen(0, 1), times).oldestEventMs).toBe(0);
    expect(afterSeen(seen(0, 0), seen(hour, 0.1), times).oldestEventMs).toBe(hour);
  });
});

describe("a probe", () => {
  const aProbe = (minutes: number, more: Partial<Probe> = {}): Probe => ({
    ...{ slot: String(minutes), sentAt: minutesOn(minutes), isBack: false },
    ...more,
  });

  it("has an id that comes back, and that is no place in a ledger", () => {
    const slot = probeSlot(at, times);
    const id = probeId("flashbulb-20261024T0600Z", slot);
    expect(probeNamed(id)).toEqual({ issueId: "flashbulb-20261024T0600Z", slot });
    expect(deliveryPlace(id)).toBeUndefined();
    expect(probeNamed("flashbulb-20261024T0600Z_0_0_0_1")).toBeUndefined();
    expect(probeSlot(minutesOn(1), times)).not.toBe(slot);
  });

  it("speaks for a doubt when it was sent after every signature of before was too old", () => {
    const early = aProbe(14.9, { isBack: true, backAt: minutesOn(15) });
    expect(probeFor([early], at, times)).toBeUndefined();
    const back = aProbe(15, { isBack: true, backAt: minutesOn(16) });
    expect(probeFor([early, back, aProbe(17)], at, times)).toBe(back);
    expect(probeFor([early, aProbe(17)], at, times)?.slot).toBe("17");
  });

  it("is sent again when nothing is heard of it for five minutes", () => {
    expect(needsProbe(undefined, at, times)).toBe(true);
    expect(needsProbe(aProbe(0), minutesOn(4.9), times)).toBe(false);
    expect(needsProbe(aProbe(0), minutesOn(5), times)).toBe(true);
    expect(needsProbe(aProbe(0, { isBack: true }), minutesOn(50), times)).toBe(false);
  });

  it("explains refusals of before it, by the last word of SES", () => {
    const probes = [aProbe(1, { answer: "accepted" }), aProbe(5, { answer: "refused" }), aProbe(6)];
    expect(answerSince(probes, minutesOn(1))).toBe("refused");
    expect(answerSince(probes.slice(0, 1), minutesOn(1))).toBe("accepted");
    expect(answerSince(probes, minutesOn(5.1))).toBeUndefined();
  });
});

describe("companions", () => {
  const some: Companions = { slot: "x", sentAt: minutesOn(2), taken: 3, back: new Set([0, 2]) };

  it("have ids that come back, and that are no place in a ledger", () => {
    const id = companionId("flashbulb-20261024T0600Z", probeSlot(at, times), 19);
    expect(companionNamed(id)).toEqual({ issueId: "flashbulb-20261024T0600Z", slot: probeSlot(at, times), nth: 19 });
    expect([deliveryPlace(id), probeNamed(id)]).toEqual([undefined, undefined]);
    expect(companionNamed(probeId("flashbulb-20261024T0600Z", "x"))).toBeUndefined();
  });

  it("count as neighbours of the doubts they were sent near, those that SES took", () => {
    expect(companionsNear([some, some], at, times)).toEqual({ sent: 6, withEvent: 4 });
    expect(companionsNear([some], minutesOn(7), times)).toEqual({ sent: 3, withEvent: 2 });
    expect(companionsNear([some], minutesOn(7.1), times)).toEqual({ sent: 0, withEvent: 0 });
    expect(companionsNear([{ ...some, back: new Set([0, 1, 2, 3]) }], at, times)).toEqual({ sent: 3, withEvent: 3 });
  });

  it("tell nothing while it is not known which of them SES took", () => {
    expect(companionsNear([{ ...some, taken: 0 }], at, times)).toEqual({ sent: 0, withEvent: 0 });
  });

  it("are sent when others had time to be sent near a doubt, and while they still are near it", () => {
    const isTime = (minutes: number) => isTimeForCompanions(at, minutesOn(minutes), times);
    expect([1.6, 1.7, 4.9, 5].map(isTime)).toEqual([false, true, true, false]);
  });
});

import { describe, expect, it } from "vitest";
import {
  dispensed,
  followedBy,
  fresh,
  mostWanted,
  type SlotLease,
  slowed,
  wantedAfter,
  widthAfter,
} from "../../functions/delivery/slot-lease.ts";

const slots = { startsAt: 1_000, spacing: 10, count: 50, rate: 100, width: 1, of: 1 };
const lease = (changes: Partial<SlotLease> = {}): SlotLease => ({ ...followedBy(undefined, slots), ...changes });

describe("the slots that a sender holds", () => {
  it("are begun with in order, and those too old are forfeited", () => {
    const used = dispensed(lease(), 25, 1_000);
    expect(used).toMatchObject({ startsAt: 1_250, count: 25, used: 25, forfeited: 0, lateMs: 0 });
    expect(fresh(used, 1_800)).toBe(used);
    expect(fresh(used, 1_840)).toMatchObject({ startsAt: 1_290, count: 21, forfeited: 4 });
    expect(fresh(used, 9_000)).toMatchObject({ count: 0, forfeited: 25 });
  });

  it("are fewer in the same time when the rate is cut, and keep their price when it is not", () => {
    expect(slowed(lease(), { spacing: 20, rate: 50 })).toMatchObject({
      startsAt: 1_000,
      spacing: 20,
      count: 25,
      rate: 50,
    });
    expect(slowed(lease(), { spacing: 5, rate: 200 })).toEqual(lease());
  });

  it("are asked for in greater numbers while they are begun with in time, and never more than a chunk can use", () => {
    expect(wantedAfter(100, lease({ used: 100 }), 25)).toBe(125);
    expect(wantedAfter(mostWanted, lease({ used: 250 }), 25)).toBe(mostWanted);
  });

  it("are asked for in smaller numbers as soon as a sender falls behind them, before any is lost", () => {
    expect(wantedAfter(100, lease({ used: 100, lateMs: 300 }), 25)).toBe(75);
    expect(wantedAfter(100, lease({ used: 100, lateMs: 200 }), 25)).toBe(100);
    expect(wantedAfter(250, lease({ used: 75, forfeited: 175 }), 25)).toBe(75);
    expect(wantedAfter(25, lease({ used: 0, forfeited: 25 }), 25)).toBe(25);
  });

  it("are asked for in no smaller numbers by who only waits for answers, or lost a few to a slow one", () => {
    expect(wantedAfter(100, lease({ used: 100, lateMs: 300, spacing: 70 }), 25)).toBe(125);
    expect(wantedAfter(100, lease({ used: 95, forfeited: 5 }), 25)).toBe(125);
  });

  it("are asked for on one track more by who kept up with those it had, and on one less by who did not", () => {
    expect(widthAfter(lease({ used: 100 }), 25)).toBe(2);
    expect(widthAfter(lease({ used: 100, width: 3 }), 25)).toBe(4);
    expect(widthAfter(lease({ used: 100, width: 8 }), 25)).toBe(8);
    expect(widthAfter(lease({ used: 100, lateMs: 300, width: 3 }), 25)).toBe(2);
    expect(widthAfter(lease({ used: 75, forfeited: 175 }), 25)).toBe(1);
  });
});

import { nextStart, type Rate, rateAt, type Slots, slotsWorthTaking, spacingAt, startsWithinMs } from "./rate.ts";
import type { RateStore } from "./rate-store.ts";

/** Milliseconds of the store's clock, known to 25. */
export type StoreNow = () => number;

export type LeaseSlotsDeps = { rates: Pick<RateStore, "read" | "take">; storeNow: StoreNow };

export type LeaseSlotsInput = {
  /** So many are used together; fewer are never taken. */
  batch: number;
  /** So many would be used if they were there. */
  wanted: number;
  /** More are of no use. */
  needed?: number | undefined;
  /** They start so soon, or none is taken. */
  withinMs?: number | undefined;
  /** The part of the shared rate at which this sender goes. */
  share?: number;
};

const tries = 20;

/**
 * Takes slots on the rate that all senders of a region share, with a read and one write unless somebody writes in
 * between; `slots` is `undefined` when they would start more than five seconds from now. No slot is given to two.
 */
export const leaseSlots = async (
  { rates, storeNow }: LeaseSlotsDeps,
  { batch, wanted, needed, share, withinMs = startsWithinMs }: LeaseSlotsInput,
): Promise<{ rate: Rate; slots?: Slots }> => {
  for (let tried = 1; ; tried++) {
    const rate = await rates.read(storeNow());
    const now = storeNow();
    if (nextStart(rate, now, withinMs) === undefined || tried > tries) return { rate };
    const spacing = spacingAt(rate, now, share);
    const count = slotsWorthTaking({ batch, wanted, needed, spacing, withinMs });
    const startsAt = await rates.take(rate, { now, costMs: count * spacing, withinMs });
    if (startsAt !== undefined) return { rate, slots: { startsAt, spacing, count, rate: rateAt(rate, now) } };
  }
};

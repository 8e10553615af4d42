import {
  nextStart,
  type Rate,
  rateAt,
  type Slots,
  slotsWorthTaking,
  spacingAt,
  startsWithinMs,
  tracksToTake,
} from "./rate.ts";
import type { RateStore } from "./rate-store.ts";

/** Milliseconds of the store's clock, known to 25. */
export type StoreNow = () => number;

export type LeaseSlotsDeps = {
  rates: Pick<RateStore, "read" | "take">;
  storeNow: StoreNow;
  /** From 0 to 1: which of several tracks to begin with. */
  chance?: (() => number) | undefined;
};

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
  /** So many tracks are taken at most. */
  width?: number;
};

const tries = 20;

/**
 * Takes slots on the rate that all senders of a region share, with a read and one write unless somebody writes in
 * between; `slots` is `undefined` when they would start more than five seconds from now. No slot is given to two.
 */
export const leaseSlots = async (
  { rates, storeNow, chance = Math.random }: LeaseSlotsDeps,
  { batch, wanted, needed, share = 1, width: most = 1, withinMs = startsWithinMs }: LeaseSlotsInput,
): Promise<{ rate: Rate; slots?: Slots }> => {
  for (let tried = 1; ; tried++) {
    const rate = await rates.read(storeNow());
    const now = storeNow();
    if (nextStart(rate, now, withinMs) === undefined || tried > tries) return { rate };
    const tracks = tracksToTake(rate, now, { width: most, turn: chance() });
    const part = { width: tracks.length, of: rate.tracks.length };
    const spacing = spacingAt(rate, now, (share * part.width) / part.of);
    const count = slotsWorthTaking({ batch, wanted, needed, spacing, withinMs });
    const startsAt = await rates.take(rate, { now, tracks, costMs: count * spacing, withinMs });
    if (startsAt !== undefined) return { rate, slots: { startsAt, spacing, count, rate: rateAt(rate, now), ...part } };
  }
};

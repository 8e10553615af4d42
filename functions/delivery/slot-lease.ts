import { type Slots, slotLifeMs } from "../mail/rate.ts";
import { chunkSize, chunksAtATime } from "./delivery.ts";

/**
 * Slots that this sender holds, in its timer's milliseconds: what is left of one sale. `lateMs`: how long after its time
 * the last of them was begun with.
 */
export type SlotLease = Slots & { used: number; forfeited: number; lateMs: number };

/** A batch needs the rest of a slot's life for the store, between taking it and sending. */
const dispensableForMs = slotLifeMs - 250;

const without = (lease: SlotLease, count: number): SlotLease => ({
  ...lease,
  startsAt: lease.startsAt + count * lease.spacing,
  count: lease.count - count,
});

/** The lease at `now`, without the slots that are too old to be worth beginning with. */
export const fresh = (lease: SlotLease, now: number): SlotLease => {
  const late = Math.ceil((now - dispensableForMs - lease.startsAt) / lease.spacing);
  const missed = Math.min(lease.count, Math.max(0, late));
  return missed === 0 ? lease : { ...without(lease, missed), forfeited: lease.forfeited + missed };
};

/** New slots after a lease too short for another batch: its last ones are kept when the new ones follow right on them. */
export const followedBy = (lease: SlotLease | undefined, slots: Slots): SlotLease => {
  const { startsAt, spacing, count } = lease ?? { startsAt: 0, spacing: 0, count: 0 };
  const gap = slots.startsAt - (startsAt + count * spacing);
  const follows = count > 0 && spacing === slots.spacing && Math.abs(gap) < 1;
  return { ...slots, ...(follows && { startsAt, count: count + slots.count }), used: 0, forfeited: 0, lateMs: 0 };
};

/** Takes the next `count`, which it must hold, to begin with at `now`. */
export const dispensed = (lease: SlotLease, count: number, now: number): SlotLease => ({
  ...without(lease, count),
  used: lease.used + count,
  lateMs: now - lease.startsAt,
});

/** The rest in the same time with more room between them, at the rate that is shared now: fewer, none of them earlier. */
export const slowed = (lease: SlotLease, now: Pick<Slots, "spacing" | "rate">): SlotLease => {
  const factor = Math.min(1, lease.spacing / now.spacing);
  const count = Math.floor(lease.count * factor);
  return { ...lease, spacing: lease.spacing / factor, count, rate: Math.min(lease.rate, now.rate) };
};

/** One write may bring so many: what the two chunks of a process can use. */
export const mostWanted = chunksAtATime * chunkSize;

/** Later than this in a lease, a sender is slower than the rate: it has to ask for less at once. */
const mostLateMs = dispensableForMs / 2;
/** Fewer are what a slow answer of SES took, and not what a slow sender does. */
const fewForfeited = 0.1;

/**
 * How many to ask for after a lease. A sender that is slower than the rate falls behind its slots until it forfeits
 * them, and with them the rate: it asks for as many as it can use before that, and others have the time between.
 */
export const wantedAfter = (wanted: number, { used, forfeited, lateMs, spacing }: SlotLease, batch: number): number => {
  // A batch that waits for the last answers of the one before catches up where its slots are far apart.
  const late = lateMs / Math.max(mostLateMs, batch * spacing);
  if (forfeited > fewForfeited * used) return Math.max(batch, Math.min(used, wanted - batch));
  if (late > 1) return Math.max(batch, wanted - batch);
  return late > 0.5 ? wanted : Math.min(mostWanted, wanted + batch);
};

/** A thousand a second for one process. */
const widest = 8;

/**
 * On how many tracks to ask after a lease: on one more by who kept up with those it had, on one less by who did not. Only
 * as many are sold together as are due at one moment, which is where fewer senders are at work than there are tracks.
 */
export const widthAfter = (lease: SlotLease, batch: number): number => {
  const after = wantedAfter(mostWanted, lease, batch);
  return after === mostWanted ? Math.min(widest, lease.width + 1) : Math.max(1, lease.width - 1);
};

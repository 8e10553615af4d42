import * as z from "zod";
import { type Instant, instantSchema, millisecondsBetween, minute } from "../core/time.ts";

/**
 * How fast a region may send, as theoretical arrival times (GCRA) that all its senders share. Times are milliseconds of
 * the store's clock, rates are messages a second.
 */
export const rateSchema = z.object({
  /** What the account allows, by `GetSendQuota`. */
  limit: z.number().positive(),
  /** Each track is an equal part of the rate: when its next slot is due that nobody has taken. */
  tracks: z.array(z.number()).min(1),
  /** Goes up with every change of what a slot costs, so that nobody takes slots at a rate that is over. */
  revision: z.int(),
  /** The last time SES throttled, and the rate at which it did. */
  cut: z.object({ at: z.number(), from: z.number().positive() }).optional(),
  /** Until then no mail may go ahead of the slots that are taken. */
  overdrawnUntil: z.number().optional(),
  /** When SES was asked, and how many more it allows in the day that ends then; no number is no limit. */
  quotaAt: instantSchema.optional(),
  leftToday: z.number().optional(),
});
export type Rate = z.infer<typeof rateSchema>;

const quotaGoodForMs = 10 * minute;

/**
 * Whether what SES allows is to be stored again: another rate, headroom where there was none or none where there was, and
 * after ten minutes whatever it is. How many more it allows is less each minute, and nobody sends by it.
 */
export const isQuotaNews = (
  { limit, tracks, quotaAt, leftToday = Infinity }: Rate,
  quota: { limit: number; leftToday: number; at: Instant },
): boolean =>
  quota.limit !== limit ||
  tracksFor(limit) !== tracks.length ||
  quotaAt === undefined ||
  quota.leftToday > 0 !== leftToday > 0 ||
  Math.abs(millisecondsBetween(quotaAt, quota.at)) >= quotaGoodForMs;

/**
 * `count` moments to send at: the first at `startsAt`, each other `spacing` later, sold at the shared `rate`, of which they
 * are `width` parts of `of`.
 */
export type Slots = {
  startsAt: number;
  spacing: number;
  count: number;
  rate: number;
  width: number;
  of: number;
};

/** Slots are taken only when they start so soon: who cannot has no use for the recipients in hand. */
export const startsWithinMs = 5_000;
/**
 * A slot is good for so long after its time, then it is forfeited. With clocks known to 25 ms that is 8.5 % more in ten
 * seconds in the worst case, and it is what a sender may lose to its store and to a slow answer of SES before it loses
 * slots.
 */
export const slotLifeMs = 800;
/** What is taken of the rate: two requests a second apart must not arrive 999 ms apart. */
const takenShare = 0.99;
/** Mails that go ahead of taken slots: one in so many. */
const overdrawnOneIn = 25;
/** No honest sale reaches so far ahead: the item is from another clock, and starts anew. */
const absurdMs = 60_000;
/** A sender of two chunks can use so much of the rate with ease. */
const trackRate = 125;
/** So many, and the item is one that costs a single unit to write. */
const mostTracks = 64;
const cutTo = 0.7;
const cutAtMostEveryMs = 2_000;
/** So near to the rate at which SES throttled it comes back by itself, and how long that takes. */
const backTo = 0.95;
const backAfterMs = 10_000;
/** In the first such span from then on; twice as much in the second, and so on. */
const growth = 1.02;

/** The rate of an account that nothing is known of: SES's sandbox. */
export const unknownLimit = 1;

/** A sale is on one track, so that its slots are no nearer to each other than a sender can use them. */
export const tracksFor = (limit: number): number => Math.min(mostTracks, Math.max(1, Math.floor(limit / trackRate)));

export const newRate = (limit: number, now: number): Rate => ({
  limit,
  tracks: Array<number>(tracksFor(limit)).fill(now),
  revision: 1,
});

/** The tracks when the limit is another: none begins before everything that is sold is over. */
export const tracksAfter = ({ tracks }: Pick<Rate, "tracks">, limit: number): number[] =>
  tracksFor(limit) === tracks.length ? tracks : Array<number>(tracksFor(limit)).fill(Math.max(...tracks));

/**
 * The rate at `now`: the limit, or after a throttle seven tenths of the rate at which it came; from there, quickly at
 * first and ever more slowly, to 95 % of that in ten seconds, then two per cent more in the next ten, four in those
 * after, and so on: who was cut too deep finds it out.
 */
export const rateAt = ({ limit, cut }: Pick<Rate, "limit" | "cut">, now: number): number => {
  if (!cut) return limit;
  const spans = Math.max(0, (now - cut.at) / backAfterMs);
  const share =
    spans < 1 ? backTo - (backTo - cutTo) * (1 - spans) ** 3 : backTo * growth ** ((spans * (spans - 1)) / 2);
  return Math.min(limit, cut.from * share);
};

/** From one slot to the next at `now`, for a sender that goes at `share` of the rate. */
export const spacingAt = (rate: Pick<Rate, "limit" | "cut">, now: number, share = 1): number =>
  1000 / (rateAt(rate, now) * takenShare * share);

/** After a mail went ahead of its slot, no other may for so long. */
export const overdraftMs = (spacing: number): number => overdrawnOneIn * spacing;

/** Whether the slots sold of a track end before `now`; its next is then due at `now`, and what was not taken is gone. */
export const isIdle = (nextAt: number, now: number): boolean => nextAt < now || nextAt > now + absurdMs;

const dueAt = (nextAt: number, now: number): number => (isIdle(nextAt, now) ? now : nextAt);

/** When the next slot of any track is due. */
export const firstDue = ({ tracks }: Pick<Rate, "tracks">, now: number): number =>
  Math.min(...tracks.map((nextAt) => dueAt(nextAt, now)));

/** As `firstDue`, or `undefined` when that is more than five seconds from now. */
export const nextStart = (rate: Pick<Rate, "tracks">, now: number, withinMs = startsWithinMs): number | undefined => {
  const startsAt = firstDue(rate, now);
  return startsAt - now <= withinMs ? startsAt : undefined;
};

/**
 * Which tracks a sale is on: of those that are due first, at one moment, as many as `width`. `turn`, from 0 to 1, is
 * where in their circle to begin, so that not all who come at once take the same.
 */
export const tracksToTake = (
  rate: Pick<Rate, "tracks">,
  now: number,
  { width, turn }: { width: number; turn: number },
): number[] => {
  const first = firstDue(rate, now);
  const due = rate.tracks.flatMap((nextAt, track) => (dueAt(nextAt, now) === first ? [track] : []));
  const from = Math.floor(turn * due.length);
  return [...due.slice(from), ...due.slice(0, from)].slice(0, width);
};

/** So many that are needed are sold at once, from ten a second on: a chunk at a production account's first rate. */
const longSaleMs = 20_000;
const longSaleSpacingMs = 100;

/**
 * How many slots of `wanted` are worth taking at once: no more than five seconds hold, and whole batches, at least one;
 * or all that are `needed`, where those are fewer, or hold no longer than twenty seconds at ten a second or more.
 */
export const slotsWorthTaking = (input: {
  batch: number;
  wanted: number;
  needed?: number | undefined;
  spacing: number;
  withinMs?: number;
}): number => {
  const { batch, wanted, needed = Infinity, spacing, withinMs = startsWithinMs } = input;
  const isLong = spacing <= longSaleSpacingMs && needed * spacing <= longSaleMs;
  const most = Math.min(wanted, isLong ? needed : withinMs / spacing);
  return needed <= most ? Math.max(batch, needed) : batch * Math.max(1, Math.floor(most / batch));
};

/**
 * The cut that a throttle at `now` of a request in a slot of `slotRate` asks for. `undefined` when the last one is less
 * than two seconds old, and when the slot was sold before it: that tells only of a rate that is over.
 */
export const cutAfterThrottle = (
  rate: Rate,
  { now, slotRate }: { now: number; slotRate: number },
): NonNullable<Rate["cut"]> | undefined => {
  if (rate.cut && now - rate.cut.at < cutAtMostEveryMs) return undefined;
  return slotRate > rateAt(rate, now) ? undefined : { at: now, from: slotRate };
};

import {
  firstDue,
  isIdle,
  newRate,
  overdraftMs,
  type Rate,
  startsWithinMs,
  tracksAfter,
  unknownLimit,
} from "../../functions/mail/rate.ts";
import type { RateStore } from "../../functions/mail/rate-store.ts";

/** The rate item in memory: what the property tests run on, and what the store's contract holds to the same rules. */
export const memoryRates = (): RateStore => {
  let item: Rate | undefined;
  const change = async (rate: Rate, holds: (stored: Rate) => boolean, after: (stored: Rate) => Rate) => {
    if (!item || item.revision !== rate.revision || !holds(item)) return undefined;
    const before = item;
    item = after(item);
    return before;
  };
  return {
    async read(now) {
      item ??= newRate(unknownLimit, now);
      return item;
    },
    async take(rate, { now, tracks, costMs, withinMs = startsWithinMs }) {
      const startsAt = firstDue(rate, now);
      const isFree = (stored: Rate) =>
        tracks.every((track) => {
          const [seen, nextAt] = [rate.tracks[track] as number, stored.tracks[track] as number];
          if (isIdle(seen, now)) return nextAt < now || nextAt === seen;
          return nextAt >= now && nextAt <= (rate.tracks.length === 1 ? now + withinMs : seen);
        });
      const next = (nextAt: number, track: number) => {
        if (!tracks.includes(track)) return nextAt;
        return isIdle(rate.tracks[track] as number, now) ? startsAt + costMs : nextAt + costMs;
      };
      const before = await change(rate, isFree, (stored) => ({ ...stored, tracks: stored.tracks.map(next) }));
      return (
        before &&
        (isIdle(rate.tracks[tracks[0] as number] as number, now) ? startsAt : before.tracks[tracks[0] as number])
      );
    },
    async overdraw(rate, { now, costMs }) {
      const pays = rate.tracks.indexOf(Math.min(...rate.tracks));
      const paid = ({ tracks, overdrawnUntil }: Rate) =>
        (tracks[pays] as number) >= now && (overdrawnUntil ?? now) <= now;
      const after = (stored: Rate) => ({
        ...stored,
        tracks: stored.tracks.map((nextAt, track) => nextAt + (track === pays ? costMs * stored.tracks.length : 0)),
        overdrawnUntil: now + overdraftMs(costMs),
      });
      return (await change(rate, paid, after)) !== undefined;
    },
    async cut(rate, cut) {
      return (
        (await change(
          rate,
          () => true,
          (stored) => ({ ...stored, cut, revision: stored.revision + 1 }),
        )) !== undefined
      );
    },
    async allow(rate, { limit, leftToday, at }) {
      const tracks = tracksAfter(rate, limit);
      const isAnother = tracks !== rate.tracks;
      const after = ({ leftToday: _, ...stored }: Rate): Rate => ({
        ...stored,
        limit,
        tracks: isAnother ? tracks : stored.tracks,
        quotaAt: at,
        ...(Number.isFinite(leftToday) && { leftToday }),
        revision: stored.revision + (limit === stored.limit && !isAnother ? 0 : 1),
      });
      const isSeen = (stored: Rate) => stored.tracks.every((nextAt, track) => nextAt === rate.tracks[track]);
      return (await change(rate, (stored) => !isAnother || isSeen(stored), after)) !== undefined;
    },
  };
};

/** An account of which SES said that it may send so fast. */
export const ratesAt = async (limit: number, now = 0): Promise<RateStore> => {
  const rates = memoryRates();
  await rates.allow(await rates.read(now), { limit, leftToday: Infinity, at: new Date(now).toISOString() });
  return rates;
};

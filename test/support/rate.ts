import { isIdle, newRate, overdraftMs, type Rate, startsWithinMs, unknownLimit } from "../../functions/mail/rate.ts";
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
    async take(rate, { now, costMs, withinMs = startsWithinMs }) {
      if (isIdle(rate, now)) {
        const free = (stored: Rate) => stored.nextAt < now || stored.nextAt === rate.nextAt;
        return (await change(rate, free, (stored) => ({ ...stored, nextAt: now + costMs }))) && now;
      }
      const near = ({ nextAt }: Rate) => nextAt >= now && nextAt <= now + withinMs;
      return (await change(rate, near, (stored) => ({ ...stored, nextAt: stored.nextAt + costMs })))?.nextAt;
    },
    async overdraw(rate, { now, costMs }) {
      const paid = ({ nextAt, overdrawnUntil }: Rate) => nextAt >= now && (overdrawnUntil ?? now) <= now;
      const after = (stored: Rate) => {
        return { ...stored, nextAt: stored.nextAt + costMs, overdrawnUntil: now + overdraftMs(costMs) };
      };
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
      const after = ({ leftToday: _, ...stored }: Rate): Rate => ({
        ...stored,
        limit,
        quotaAt: at,
        ...(Number.isFinite(leftToday) && { leftToday }),
        revision: stored.revision + (limit === stored.limit ? 0 : 1),
      });
      return (await change(rate, () => true, after)) !== undefined;
    },
  };
};

/** An account of which SES said that it may send so fast. */
export const ratesAt = async (limit: number, now = 0): Promise<RateStore> => {
  const rates = memoryRates();
  await rates.allow(await rates.read(now), { limit, leftToday: Infinity, at: new Date(now).toISOString() });
  return rates;
};

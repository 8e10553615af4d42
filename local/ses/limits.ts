/** Takes slots when there are any; time is an argument, in milliseconds. */
export type RateLimit = { take(slots: number, now: number): boolean };

/**
 * Generic cell rate algorithm: over any span of t seconds it lets through at most `perSecond` × (t + `burstSeconds`),
 * and always one slot when it has rested. The rate is read at every call, so that it can be changed while in use.
 */
export const rateLimit = (limits: () => { perSecond: number; burstSeconds: number }): RateLimit => {
  let theoreticalArrivalAt = Number.NEGATIVE_INFINITY;
  return {
    take(slots, now) {
      const { perSecond, burstSeconds } = limits();
      const cost = (slots * 1000) / perSecond;
      const next = Math.max(theoreticalArrivalAt, now) + cost;
      // A hair of tolerance: thousandths of a second do not add up exactly.
      if (next - now > Math.max(burstSeconds * 1000, cost) + 1e-6) return false;
      theoreticalArrivalAt = next;
      return true;
    },
  };
};

/** How many messages were handed in, taken or not, by second of the host's time; of the last hour. */
export type OfferedCount = { note(now: number): void; list(): [second: number, count: number][] };

const rememberedSeconds = 3600;

export const offeredCount = (): OfferedCount => {
  const counts = new Map<number, number>();
  return {
    note(now) {
      const second = Math.floor(now / 1000);
      if (!counts.has(second)) counts.delete(second - rememberedSeconds);
      counts.set(second, (counts.get(second) ?? 0) + 1);
    },
    list: () => [...counts],
  };
};

/** How many were sent in the window that ends now. */
export type SentWindow = { add(count: number, now: number): void; count(now: number): number };

const steps = 1440;

/** A sliding window in 1,440 steps (24 hours: minutes); what was counted leaves it at most one step late. */
export const sentWindow = (seconds: () => number): SentWindow => {
  const buckets = new Map<number, number>();
  const bucketOf = (now: number) => Math.floor((now / 1000 / seconds()) * steps);
  return {
    add(count, now) {
      const bucket = bucketOf(now);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
    },
    count(now) {
      const oldest = bucketOf(now) - steps;
      let sum = 0;
      for (const [bucket, count] of buckets) {
        if (bucket < oldest) buckets.delete(bucket);
        else sum += count;
      }
      return sum;
    },
  };
};

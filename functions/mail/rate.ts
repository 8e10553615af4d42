/**
 * How fast may be sent, as a theoretical arrival time (GCRA): slot after slot at the rate, however the work comes.
 * Times are milliseconds of any clock that only runs forward; rates are messages a second.
 */
export type Pace = {
  /** What the account allows, by `GetSendQuota`. */
  limit: number;
  /** When the next slot is due. */
  nextAt: number;
  /** The last time SES throttled, and the rate after it. */
  cut?: { at: number; rate: number };
};

/** Slots lost to a late timer may be caught up on as long as they are not older than this. */
const catchUpMs = 100;
const cutTo = 0.7;
const cutAtMostEveryMs = 2_000;
const growth = 1.02;
const growEveryMs = 10_000;

export const paceOf = (limit: number, now: number): Pace => ({ limit, nextAt: now });

/** The rate at `now`: the limit, or after a cut two per cent more for every ten seconds since. */
export const rateAt = ({ limit, cut }: Pace, now: number): number =>
  cut ? Math.min(limit, cut.rate * growth ** Math.floor((now - cut.at) / growEveryMs)) : limit;

/** Takes `count` slots: the first is due at `startsAt`, each other `spacing` later. No slot is ever given twice. */
export const takeSlots = (pace: Pace, count: number, now: number) => {
  const startsAt = Math.max(pace.nextAt, now - catchUpMs);
  const spacing = 1000 / rateAt(pace, now);
  return { startsAt, spacing, pace: { ...pace, nextAt: startsAt + spacing * count } };
};

/** After SES throttled: three tenths slower, at most one cut in two seconds whoever asks. */
export const slowed = (pace: Pace, now: number): Pace =>
  pace.cut && now - pace.cut.at < cutAtMostEveryMs
    ? pace
    : { ...pace, nextAt: Math.max(pace.nextAt, now), cut: { at: now, rate: rateAt(pace, now) * cutTo } };

import { InvalidInput } from "../functions/core/errors.ts";
import { addMilliseconds, day, hour, type Instant, minute, toInstant } from "../functions/core/time.ts";

const units = { m: minute, h: hour, d: day };
/** What lies further ahead would be lived through without its ticks. */
const mostDays = 35;

/** The instant to which a clock is to be turned: by `45m`, `3h`, `2d`, or to an instant. Throws `InvalidInput` else. */
export const turnedTo = (now: Instant, said: string): Instant => {
  const [, count = "", unit = "m"] = /^\s*(\d{1,5})\s*([mhd])\s*$/.exec(said) ?? [];
  const to = count ? addMilliseconds(now, Number(count) * units[unit as keyof typeof units]) : instantOf(said);
  if (to <= now) throw new InvalidInput("the clock goes forward only");
  if (to > addMilliseconds(now, mostDays * day))
    throw new InvalidInput(`the clock goes at most ${mostDays} days at once`);
  return to;
};

const instantOf = (said: string): Instant => {
  const at = /^\d{4}-\d{2}-\d{2}T/.test(said.trim()) ? Date.parse(said) : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidInput("say how far: 45m, 3h, 2d, or an instant such as 2026-10-24T08:00:00+02:00");
  return toInstant(at);
};

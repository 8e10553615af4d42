import { type Instant, toInstant } from "../core/time.ts";

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.(\d+))?)? ?(Z|UTC|[+-]\d{2}:?\d{2})?$/i;
const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * The instant that a cell of a list means, in UTC unless it says otherwise; `undefined` when it does not say one clearly,
 * or one after `now`. Dates with slashes are not read: nobody can tell the day in them from the month.
 */
export const listInstant = (text: string, now: Instant): Instant | undefined => {
  const parts = iso.exec(text.trim()) ?? turned(dotted.exec(text.trim()));
  if (!parts) return undefined;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = parts;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const wall = Date.parse(`${written}Z`);
  // JavaScript turns 31 February into 3 March.
  if (Number.isNaN(wall) || !toInstant(wall).startsWith(written)) return undefined;
  const at = Date.parse(`${written}${/^(?:z|utc)$/i.test(zone) ? "Z" : zone.replace(/(\d{2}):?(\d{2})$/, "$1:$2")}`);
  if (Number.isNaN(at)) return undefined;
  const exact = at + Number(fraction.padEnd(3, "0").slice(0, 3));
  return exact > Date.parse(now) ? undefined : toInstant(exact);
};

const turned = (parts: RegExpExecArray | null): (string | undefined)[] | undefined => {
  if (!parts) return undefined;
  const [all, day = "", month = "", year, hour, minute, second] = parts;
  return [all, year, month.padStart(2, "0"), day.padStart(2, "0"), hour?.padStart(2, "0"), minute, second];
};

import { dateFormat } from "../../templates/date-format.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { day, hour, type Instant, millisecondsBetween, minute } from "../core/time.ts";

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** "4 days to go", "5 hours to go", "12 minutes to go"; what is past is told as such. */
export const timeToGo = (now: Instant, at: Instant): string => {
  const left = millisecondsBetween(now, at);
  if (left <= 0) return "the deadline has passed";
  if (left >= 2 * day) return `${counted(Math.floor(left / day), "day")} to go`;
  if (left >= 2 * hour) return `${counted(Math.floor(left / hour), "hour")} to go`;
  return `${counted(Math.max(1, Math.floor(left / minute)), "minute")} to go`;
};

/** The time of day on the newsletter's wall clock: "12:04". */
export const timeOfDay = ({ zone }: Pick<Newsletter, "zone">, at: Instant): string =>
  dateFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(new Date(at));

/** Whether the clock of the zone changes between the two instants, in words; undefined when it does not. */
export const clockChange = ({ zone }: Pick<Newsletter, "zone">, from: Instant, to: Instant): string | undefined => {
  const offset = (at: Instant) =>
    dateFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" })
      .formatToParts(new Date(at))
      .find(({ type }) => type === "timeZoneName")?.value;
  return offset(from) === offset(to)
    ? undefined
    : "The clocks change before then; the time is the one that the wall clock will show.";
};

/** As an inbox on a phone cuts a line. */
export const asCut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;

/** A day and a time on the newsletter's wall clock, to the second: "24 Oct 2026, 08:00:12". */
export const clockFace = ({ zone }: Pick<Newsletter, "zone">, at: Instant): string =>
  dateFormat("en-GB", { timeZone: zone, dateStyle: "medium", timeStyle: "medium" }).format(new Date(at));

import { Temporal } from "temporal-polyfill";
import { dateRange } from "../../templates/words.ts";
import { InvalidInput } from "../core/errors.ts";
import type { Newsletter, Sponsor } from "../core/newsletter.ts";
import { type Instant, toInstant } from "../core/time.ts";

type Zone = Pick<Newsletter, "zone">;
type Span = Pick<Sponsor, "from" | "until">;

/** From the first day's beginning to the last day's end, on the newsletter's wall clock. Throws `InvalidInput`. */
export const spanOfDays = ({ zone }: Zone, { first = "", last = "" }: Record<string, string>): Span => {
  if (![first, last].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day))) throw new InvalidInput("days: are two days");
  if (last < first) throw new InvalidInput("last day: is before the first");
  const begin = (day: string, more: number): Instant =>
    toInstant(Temporal.PlainDate.from(day).add({ days: more }).toZonedDateTime(zone).epochMilliseconds);
  return { from: begin(first, 0), until: begin(last, 1) };
};

/** The first and the last day of a span, as a form takes them. */
export const daysOfSpan = ({ zone }: Zone, { from, until }: Span): { first: string; last: string } => {
  const dayAt = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
  return { first: dayAt(Date.parse(from)), last: dayAt(Date.parse(until) - 1) };
};

/** The days on which a sponsor runs, both among them: "November 20 – 21, 2026". */
export const sponsorDays = ({ zone }: Zone, { from, until }: Span): string => dateRange("en", zone, from, until);

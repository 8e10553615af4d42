import { Temporal } from "temporal-polyfill";
import type { Cadence } from "../core/newsletter.ts";
import { addMilliseconds, type Instant, millisecondsBetween, toInstant } from "../core/time.ts";
import { edgeDateAfter, edgeDateBefore } from "./edge-dates.ts";
import type { Window } from "./issue.ts";

/**
 * Windows adjoin: every instant lies in exactly one, whatever the zone's clock does. An edge is a function of a
 * date alone; a wall time that a clock change skips moves forward, one that comes twice is meant the first time.
 */

/** The window of an unchanged cadence that holds the instant. */
export const windowAt = (cadence: Cadence, zone: string, at: Instant): Window => {
  const edge = (date: Temporal.PlainDate) => edgeOn(date, cadence, zone);
  // The clock may have been set back over midnight, so the next edge can lie behind us although its date is ahead.
  let opening = edgeDateAfter(cadence, Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate());
  while (edge(opening) > at) opening = edgeDateBefore(cadence, opening);
  const from = edge(opening);
  let closing = edgeDateAfter(cadence, opening);
  // A zone that leaves out a day has the edges of two dates at one instant.
  while (edge(closing) <= from) closing = edgeDateAfter(cadence, closing);
  return { from, until: edge(closing) };
};

export const nextWindow = (cadence: Cadence, zone: string, window: Window): Window =>
  windowAt(cadence, zone, window.until);

export const previousWindow = (cadence: Cadence, zone: string, window: Window): Window =>
  windowAt(cadence, zone, addMilliseconds(window.from, -1));

/** The last window of an unchanged cadence that has ended at the instant. */
export const windowEndingBy = (cadence: Cadence, zone: string, at: Instant): Window =>
  previousWindow(cadence, zone, windowAt(cadence, zone, at));

/**
 * The window that follows one which ended at the instant: it begins there, whatever the cadence, the zone or its clock
 * changes were then, and ends on an edge of today's. What a change would leave as less than half a window joins the
 * next, so nobody gets an issue of an hour because the newsletter moved to London.
 */
export const windowAfter = (cadence: Cadence, zone: string, ended: Instant): Window => {
  const whole = windowAt(cadence, zone, ended);
  const isStub = 2 * millisecondsBetween(ended, whole.until) < millisecondsBetween(whole.from, whole.until);
  return { from: ended, until: isStub ? nextWindow(cadence, zone, whole).until : whole.until };
};

/** The windows that follow the last issue's end, up to the one that holds the instant, in order. */
export const windowsAfter = (cadence: Cadence, zone: string, ended: Instant, at: Instant): Window[] => {
  const found: Window[] = [];
  for (let end = ended; end <= at; end = found.at(-1)?.until as Instant) found.push(windowAfter(cadence, zone, end));
  return found;
};

/**
 * The windows of the gap between the end of one issue's and the beginning of a later one's, up to the one that holds
 * the instant, in order; no more than so many. What would be left as less than half a window joins the last.
 */
export const windowsBetween = (
  { cadence, zone }: { cadence: Cadence; zone: string },
  gap: Window,
  at: Instant,
  most = Number.POSITIVE_INFINITY,
): Window[] => {
  const found: Window[] = [];
  for (let end = gap.from; end < gap.until && end <= at && found.length < most; ) {
    const { until } = windowAfter(cadence, zone, end);
    const rest = windowAt(cadence, zone, until);
    const isLast = 2 * millisecondsBetween(until, gap.until) < millisecondsBetween(rest.from, rest.until);
    found.push({ from: end, until: isLast ? gap.until : until });
    end = isLast ? gap.until : until;
  }
  return found;
};

/**
 * The window that holds the instant beside those that have their issue already: one of theirs, one that follows them, or
 * what lies between two of them or before the first. `made` may come in any order.
 */
export const windowHolding = (cadence: Cadence, zone: string, at: Instant, made: readonly Window[]): Window => {
  const own = made.find((window) => isWithin(window, at));
  if (own) return own;
  const ended = made.map(({ until }) => until).filter((until) => until <= at);
  const ahead = made.map(({ from }) => from).filter((from) => from > at);
  const last = ended.toSorted().at(-1);
  const next = ahead.toSorted()[0];
  if (last && next) return windowsBetween({ cadence, zone }, { from: last, until: next }, at).at(-1) as Window;
  const window = last ? (windowsAfter(cadence, zone, last, at).at(-1) as Window) : windowAt(cadence, zone, at);
  return next && next < window.until ? { ...window, until: next } : window;
};

export const isWithin = (window: Window, at: Instant): boolean => window.from <= at && at < window.until;

/** The calendar date of the instant on the zone's wall clock, e.g. 2026-10-24. */
export const dateIn = (zone: string, at: Instant): string =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();

const edgeOn = (date: Temporal.PlainDate, cadence: Cadence, zone: string): Instant =>
  toInstant(
    date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(cadence.time) }).epochMilliseconds,
  );

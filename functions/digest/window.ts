import { Temporal } from "temporal-polyfill";
import type { Cadence } from "../core/newsletter.ts";
import { addMilliseconds, type Instant, toInstant } from "../core/time.ts";
import type { Window } from "./issue.ts";

/**
 * Windows adjoin: every instant lies in exactly one, whatever the zone's clock does. An edge is a function of a
 * date alone; a wall time that a clock change skips moves forward, one that comes twice is meant the first time.
 */

/** The window that holds the instant. */
export const windowAt = (cadence: Cadence, zone: string, at: Instant): Window => {
  const edge = (date: Temporal.PlainDate) => edgeOn(date, cadence, zone);
  const today = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate();
  // The clock may have been set back over midnight, so the next edge can lie behind us although its date is ahead.
  let opening = today.add({ days: (cadence.weekday - today.dayOfWeek + 7) % 7 });
  while (edge(opening) > at) opening = opening.subtract({ weeks: 1 });
  return { from: edge(opening), until: edge(opening.add({ weeks: 1 })) };
};

export const nextWindow = (cadence: Cadence, zone: string, window: Window): Window =>
  windowAt(cadence, zone, window.until);

export const previousWindow = (cadence: Cadence, zone: string, window: Window): Window =>
  windowAt(cadence, zone, addMilliseconds(window.from, -1));

/** The last window that has ended at the instant: the one whose issue is due or out. */
export const windowEndingBy = (cadence: Cadence, zone: string, at: Instant): Window =>
  previousWindow(cadence, zone, windowAt(cadence, zone, at));

export const isWithin = (window: Window, at: Instant): boolean => window.from <= at && at < window.until;

/** The calendar date of the instant on the zone's wall clock, e.g. 2026-10-24. */
export const dateIn = (zone: string, at: Instant): string =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();

const edgeOn = (date: Temporal.PlainDate, cadence: Cadence, zone: string): Instant =>
  toInstant(
    date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(cadence.time) }).epochMilliseconds,
  );

import * as z from "zod";

/** A point in time as ISO 8601 in UTC with milliseconds, so that text order is time order. */
export type Instant = string;

/** Where the time comes from; handed in, so that no rule ever reads a clock by itself. */
export type Clock = () => Instant;

/** Reads any ISO 8601 or RFC 2822 date; throws a `RangeError` when there is none in it. */
export const toInstant = (value: string | number | Date): Instant => new Date(value).toISOString();

export const instantSchema = z.iso.datetime({ precision: 3 });

/** `at` moved by so many milliseconds. */
export const addMilliseconds = (at: Instant, milliseconds: number): Instant => toInstant(Date.parse(at) + milliseconds);

export const millisecondsBetween = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from);

export const systemClock: Clock = () => new Date().toISOString();

/** A clock that shows `at` now and then runs on at the real speed: the sample newsletter lives by it. */
export const clockFrom = (at: Instant): Clock => {
  const startedAt = performance.now();
  return () => addMilliseconds(at, Math.floor(performance.now() - startedAt));
};

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, hour, type Instant, instantSchema, millisecondsBetween } from "../core/time.ts";
import type { Window } from "./issue.ts";
import { windowAfter } from "./window.ts";

/** The hours that are kept with an issue; opening and closing are the edges of its window. */
export const keptTimesSchema = z.object({
  nudgeAt: instantSchema,
  /** When it is sent, held or skipped. */
  deadlineAt: instantSchema,
  /** From then on nothing of it may go out any more. */
  limitAt: instantSchema,
});
export type KeptTimes = z.infer<typeof keptTimesSchema>;

/** The hours of an issue: opens ≤ nudge ≤ deadline < limit, and opens < closes ≤ deadline. */
export type IssueTimes = { opensAt: Instant; closesAt: Instant } & KeptTimes;

export type TimeSettings = Pick<Newsletter, "cadence" | "zone" | "deadlineHours" | "nudgeHours" | "lateLimitHours">;

/**
 * The hours of a window's issue under these settings: when its draft opens and closes, its editors are nudged, it is due,
 * and it is too late. Its time is over at the latest when the next issue is due, which then has its posts; and a deadline
 * leaves at least half of that time for being late.
 */
export const issueTimes = (settings: TimeSettings, window: Window): IssueTimes => ({
  opensAt: window.from,
  closesAt: window.until,
  ...timesToKeep(settings, window),
});

/** The part of them that an issue keeps. */
export const timesToKeep = (settings: TimeSettings, { from, until: closesAt }: Window): KeptTimes => {
  const { cadence, zone, deadlineHours, nudgeHours, lateLimitHours } = settings;
  const nextMilliseconds = millisecondsBetween(closesAt, windowAfter(cadence, zone, closesAt).until);
  const toDeadline = Math.min(deadlineHours * hour, nextMilliseconds / 2);
  const deadlineAt = addMilliseconds(closesAt, toDeadline);
  const nudgeAt = addMilliseconds(deadlineAt, -nudgeHours * hour);
  return {
    nudgeAt: nudgeAt < from ? from : nudgeAt,
    deadlineAt,
    limitAt: addMilliseconds(closesAt, Math.min(toDeadline + lateLimitHours * hour, nextMilliseconds)),
  };
};

/** An issue, as far as its hours need to know it. */
export type Timed = { window: Window; times?: KeptTimes | undefined };

/**
 * The hours of an issue: those it was last made with, whatever the settings say since. Only one that was stored without
 * its hours, or that is yet to be made, has those of the settings.
 */
export const timesOf = (settings: TimeSettings, { window, times }: Timed): IssueTimes =>
  times ? { opensAt: window.from, closesAt: window.until, ...times } : issueTimes(settings, window);

/**
 * Why an issue cannot be approved to leave at an instant: it is over, the window is still open then, or its time is over
 * by then. Only who sends it now, and has said to how many, sends it before its window ends.
 */
export const whyNotAt = (
  { closesAt, limitAt }: Pick<IssueTimes, "closesAt" | "limitAt">,
  sendAt: Instant,
  now: Instant,
): "too-early" | "window-open" | "too-late" | undefined => {
  if (sendAt <= now) return "too-early";
  if (sendAt < closesAt) return "window-open";
  return sendAt >= limitAt ? "too-late" : undefined;
};

/** Whether the settings have moved the hours of an issue that follows them. */
export const hoursMoved = (settings: TimeSettings, { window, times }: Timed): boolean =>
  times !== undefined && !isDeepStrictEqual(times, timesToKeep(settings, window));

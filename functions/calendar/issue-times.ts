import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, hour, type Instant, millisecondsBetween } from "../core/time.ts";
import type { Window } from "../digest/issue.ts";
import { windowAfter } from "../digest/window.ts";

/** The hours of an issue: opens ≤ nudge ≤ deadline < limit, and opens < closes ≤ deadline. */
export type IssueTimes = {
  opensAt: Instant;
  closesAt: Instant;
  nudgeAt: Instant;
  /** When it is sent, held or skipped. */
  deadlineAt: Instant;
  /** From then on nothing of it may go out any more. */
  limitAt: Instant;
};

export type TimeSettings = Pick<Newsletter, "cadence" | "zone" | "deadlineHours" | "nudgeHours" | "lateLimitHours">;

/**
 * When what is due for the issue of a window. Its time is over at the latest when the next issue is due, which then has
 * its posts; and a deadline leaves at least half of that time for being late.
 */
export const issueTimes = (settings: TimeSettings, window: Window): IssueTimes => {
  const { cadence, zone, deadlineHours, nudgeHours, lateLimitHours } = settings;
  const closesAt = window.until;
  const nextMilliseconds = millisecondsBetween(closesAt, windowAfter(cadence, zone, closesAt).until);
  const toDeadline = Math.min(deadlineHours * hour, nextMilliseconds / 2);
  const deadlineAt = addMilliseconds(closesAt, toDeadline);
  const nudgeAt = addMilliseconds(deadlineAt, -nudgeHours * hour);
  return {
    opensAt: window.from,
    closesAt,
    nudgeAt: nudgeAt < window.from ? window.from : nudgeAt,
    deadlineAt,
    limitAt: addMilliseconds(closesAt, Math.min(toDeadline + lateLimitHours * hour, nextMilliseconds)),
  };
};

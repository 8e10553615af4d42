import { type Instant, millisecondsBetween, minute } from "../core/time.ts";

/** When somebody looked at an issue, and when they had looked before: opening it again soon after is the same look. */
export type Look = { at: Instant; before?: Instant | undefined };

const oneLookMilliseconds = 30 * minute;

/** The look after opening the page at `now`. */
export const lookedAgain = (look: Look | undefined, now: Instant): Look => {
  if (!look) return { at: now };
  return millisecondsBetween(look.at, now) < oneLookMilliseconds ? { ...look, at: now } : { at: now, before: look.at };
};

/** Since when something is new to whoever opens the page at `now`. */
export const newSince = (look: Look | undefined, now: Instant): Instant | undefined => lookedAgain(look, now).before;

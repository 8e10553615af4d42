import { addMilliseconds, day, hour, type Instant, millisecondsBetween } from "../core/time.ts";
import { type IssueSummary, isGoing, isSettled, type Window } from "./issue.ts";
import { issuesLookedAt } from "./memory.ts";

/** Posts older than the window that no earlier issue had, and that this one may take. */
export type Late = {
  /** The date of the oldest. */
  from: Instant;
  /** They came, or were free to leave, at this instant or later. */
  since: Instant;
};

type Summary = Pick<IssueSummary, "window" | "state">;

/** An import may take minutes from its "now" to its last write. */
const generousMilliseconds = hour;

const lookBackDays = 35;
const lookBackWindows = 3;

/** How old a late post may be: 35 days before the window, or three windows where these are longer. */
export const lookBack = ({ from, until }: Window): Instant =>
  addMilliseconds(from, -Math.max(lookBackDays * day, lookBackWindows * millisecondsBetween(from, until)));

/**
 * The late posts of a window. Windows adjoin, so that one instant says how old they may be: the look-back, or what no
 * issue had since before that, but not before the newsletter's first issue opened. `earlier` are the issues before it
 * that are looked at, the latest first. `undefined` when none of them is settled: what is older is no news.
 */
export const lateOf = (window: Window, earlier: readonly Summary[], firstOpensAt: Instant): Late | undefined => {
  const settled = earlier.filter(isSettled);
  const oldest = settled.at(-1);
  if (!oldest) return undefined;
  const since = sinceOf(settled) ?? firstOf(lookBack(window), oldest.window.from);
  const reach = firstOf(lookBack(window), since);
  return { from: reach < firstOpensAt ? firstOpensAt : reach, since };
};

/** Whether the newsletter's first issue is not among those looked at, and may have opened within the look-back. */
export const isFirstUnknown = (window: Window, earlier: readonly Summary[]): boolean =>
  earlier.length >= issuesLookedAt && (earlier.at(-1)?.window.from ?? "") > lookBack(window);

/**
 * Since the window of the last issue that went out opened, because a clock that ran ahead may have closed it early, or
 * those of the ones right before it that were set aside. When none went out, nobody had anything.
 */
const sinceOf = (settled: readonly Summary[]): Instant | undefined => {
  const last = settled.findIndex(isGoing);
  if (last === -1) return undefined;
  const before = settled.findIndex((issue, at) => at > last && isGoing(issue));
  const reached = before === -1 ? settled.at(-1) : settled[before - 1];
  return reached && addMilliseconds(reached.window.from, -generousMilliseconds);
};

const firstOf = (a: Instant, b: Instant): Instant => (a < b ? a : b);

import type { Newsletter } from "../core/newsletter.ts";
import type { Clock } from "../core/time.ts";
import type { IssueState } from "../digest/issue.ts";
import { type IssueTimes, timesOf } from "../digest/issue-times.ts";
import { issuesLookedAt } from "../digest/memory.ts";
import type { IssueStore } from "../digest/store.ts";
import { windowAfter } from "../digest/window.ts";
import { dueFor, type Step, windowsToMind } from "./due.ts";
import { readStanding, type StandingDeps } from "./read-standing.ts";

export type CalendarDeps = StandingDeps & { clock: Clock; issues: Pick<IssueStore, "latest" | "get"> };

/** A line of the calendar: an issue that is or will be, its hours, and what the next tick does for it. */
export type CalendarEntry = IssueTimes & { state: IssueState | "ahead"; due: readonly Step[] };

/** The issues of a newsletter that are not over and those to come, `most` in all, in the order of their windows. */
export const listCalendar = async (
  deps: CalendarDeps,
  { newsletter, most }: { newsletter: Newsletter; most: number },
): Promise<CalendarEntry[]> => {
  const now = deps.clock();
  const latest = await deps.issues.latest(newsletter.id, issuesLookedAt);
  const minded = await Promise.all(
    windowsToMind(newsletter, latest, now).map(({ window }) => readStanding(deps, { newsletter, window })),
  );
  const windows = minded.filter(({ sending }) => sending !== "done").slice(-most);
  for (let last = minded.at(-1)?.window ?? latest[0]?.window; last && windows.length < most; ) {
    last = windowAfter(newsletter.cadence, newsletter.zone, last.until);
    windows.push({ window: last, sending: "not-begun" });
  }
  return windows.map((standing) => ({
    ...timesOf(newsletter, { window: standing.window, times: standing.issue?.times }),
    state: standing.issue?.state ?? "ahead",
    due: dueFor(newsletter, standing, now),
  }));
};

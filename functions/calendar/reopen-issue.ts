import type { Newsletter } from "../core/newsletter.ts";
import { type Issue, isSetAside } from "../digest/issue.ts";
import { timesOf } from "../digest/issue-times.ts";
import { type MakeDeps, makeIssue } from "../digest/make-issue.ts";

export type Reopened =
  | { ok: true; issue: Issue }
  /** It is open or going anyway; its time is over; there is nothing left to say in it. */
  | { ok: false; reason: "not-set-aside" | "too-late" | "empty"; issue: Issue };

/**
 * The way back from a skip, as long as the issue may still go out: it is made anew of the posts that are free now, and
 * waits for its editor, so that the policy that skipped it does not do so again.
 */
export const reopenIssue = async (
  deps: MakeDeps,
  { newsletter, issue }: { newsletter: Newsletter; issue: Issue },
): Promise<Reopened> => {
  if (!isSetAside(issue)) return { ok: false, reason: "not-set-aside", issue };
  if (deps.clock() >= timesOf(newsletter, issue).limitAt) return { ok: false, reason: "too-late", issue };
  const made = await makeIssue(deps, { newsletter, window: issue.window, again: true, waits: true });
  return isSetAside(made.issue) ? { ok: false, reason: "empty", issue: made.issue } : { ok: true, issue: made.issue };
};

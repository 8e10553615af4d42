import { changeIssue } from "./change-issue.ts";
import type { IssueName } from "./issue.ts";
import { type Issue, isOpen } from "./issue.ts";
import { postsThatRun } from "./posts-that-run.ts";
import type { IssueStore } from "./store.ts";

export type SettingAside = { ok: true; issue: Issue } | { ok: false; reason: "not-open"; issue: Issue };

/**
 * Skips an issue by decision, or marks it missed because it is too late for it: nothing of it goes out, and its posts
 * are free for the next. What is approved is cancelled first. Doing it again finishes what was interrupted.
 */
export const setAsideIssue = async (
  deps: { issues: Pick<IssueStore, "get" | "put" | "freePosts"> },
  { as, ...name }: IssueName & { as: "skipped" | "missed" },
): Promise<SettingAside> => {
  const changed = await changeIssue<"not-open">(deps, name, (issue) => {
    if (issue.state === as) return issue;
    return isOpen(issue) ? { ...issue, state: as } : "not-open";
  });
  if (changed.ok) await deps.issues.freePosts(changed.issue, postsThatRun(changed.issue.digest));
  return changed;
};

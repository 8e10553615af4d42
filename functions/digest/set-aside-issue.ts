import { changeIssue } from "./change-issue.ts";
import { type Issue, type IssueName, isOpen, isSetAside } from "./issue.ts";
import { type News, newsAnd } from "./issue-news.ts";
import { postsThatRun } from "./posts-that-run.ts";
import type { IssueStore } from "./store.ts";

export type SettingAsideInput = IssueName & {
  as: "skipped" | "missed";
  /** The posts are let go with the issue: no later one has them. */
  letGo?: boolean | undefined;
  /** Delivery has it, and can begin it no more: it goes to nobody. */
  lapsed?: boolean | undefined;
  /** For its editors, when the program does it by itself. */
  news?: News | undefined;
};

/** `not-open`: it is approved. `gone`: delivery has it. `set-aside`: it was skipped or missed already. */
export type NotSetAside = "not-open" | "gone" | "set-aside";

/** `isNew`: of many who do it at once, one did. */
export type SettingAside =
  | { ok: true; issue: Issue; isNew: boolean }
  | { ok: false; reason: NotSetAside; issue: Issue };

/**
 * Skips an issue by decision, or marks it missed because it is too late for it: nothing of it goes out, and its posts
 * are free for the next, unless they are let go with it. What is approved is cancelled first. Doing it again finishes
 * what was interrupted.
 */
export const setAsideIssue = async (
  deps: { issues: Pick<IssueStore, "get" | "put" | "freePosts" | "claimPosts"> },
  { as, letGo = false, lapsed = false, news, ...name }: SettingAsideInput,
): Promise<SettingAside> => {
  let isNew = false;
  const changed = await changeIssue<NotSetAside>(deps, name, (issue) => {
    isNew = issue.state !== as;
    if (!isNew) return issue;
    const hasLapsed = lapsed && issue.state === "handed-over";
    if (issue.state === "handed-over" && !lapsed) return "gone";
    if (isSetAside(issue)) return "set-aside";
    if (!isOpen(issue) && !hasLapsed) return "not-open";
    // Nobody goes on with a sending that has lapsed, whatever the clock says then.
    const told = news && { news: newsAnd(issue, news), ...(!hasLapsed && { setAsideAt: news.at }) };
    return { ...issue, state: as, ...(letGo && { letGo }), ...told };
  });
  if (!changed.ok) return changed;
  const { issue, version } = changed;
  const owner = { ...name, id: issue.id, version };
  const posts = postsThatRun(issue.digest);
  if (issue.letGo) await deps.issues.claimPosts(owner, posts);
  else await deps.issues.freePosts(owner, posts);
  return { ok: true, issue, isNew };
};

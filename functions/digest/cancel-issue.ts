import { changeIssue } from "./change-issue.ts";
import type { Issue, IssueName } from "./issue.ts";
import { type News, newsAnd } from "./issue-news.ts";
import { postsThatRun } from "./posts-that-run.ts";
import type { IssueStore } from "./store.ts";
import { takenBack } from "./taken-back.ts";

export type Cancellation = { ok: true; issue: Issue } | { ok: false; reason: "not-approved"; issue: Issue };

/**
 * Takes an approval back while no mail has left: the issue is a draft again, of a new revision, and its posts are free.
 * One that the approval closed before its window ended fills again. Cancelling a draft changes nothing but frees what
 * an interrupted cancel left. `news` is for its editors, when the program does it by itself; with `isOver`, because its
 * time is, it remembers the approval.
 */
export const cancelIssue = async (
  deps: { issues: Pick<IssueStore, "get" | "put" | "freePosts"> },
  { news, isOver: keeps, ...name }: IssueName & { news?: News; isOver?: boolean },
): Promise<Cancellation> => {
  const changed = await changeIssue<"not-approved">(deps, name, (issue) => {
    if (issue.state === "draft") return issue;
    if (issue.state !== "approved" && issue.state !== "scheduled") return "not-approved";
    const told = news && { news: newsAnd(issue, news) };
    const { approvedAt, sendAt, closedAt, postsOfRevision = issue.revision } = issue;
    const kept = keeps && { tookBack: { approvedAt, sendAt, closedAt, postsOfRevision } };
    return { ...takenBack(issue), ...kept, ...told };
  });
  if (!changed.ok) return changed;
  const { issue, version } = changed;
  await deps.issues.freePosts({ ...name, id: issue.id, version }, postsThatRun(issue.digest));
  return { ok: true, issue };
};

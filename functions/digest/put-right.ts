import type { Clock, Instant } from "../core/time.ts";
import { changeIssue } from "./change-issue.ts";
import { type ClaimPostsDeps, claimPosts } from "./claim-posts.ts";
import { type Issue, type IssueName, isAhead, isOpen } from "./issue.ts";
import { type News, newsAnd } from "./issue-news.ts";
import { postsThatRun } from "./posts-that-run.ts";
import type { IssueStore } from "./store.ts";

export type PutRightDeps = ClaimPostsDeps & { clock: Clock; issues: Pick<IssueStore, "get" | "put"> };

const takenBack = "a clock that ran ahead found it too late, and another issue has posts of it since";

/**
 * Undoes what a clock that ran ahead did to an issue: it is an open draft again, and news of it that nobody was mailed is
 * none. An approval that was taken back by that stands again, over the posts that it was given to; where another issue
 * has one of them since, its editors are told and it waits for them. Repeating it is harmless, and finishes what was
 * interrupted.
 */
export const putRight = async (deps: PutRightDeps, name: IssueName): Promise<Issue> => {
  const { issue } = await changeIssue<never>(deps, name, (before) => opened(before, deps.clock()));
  // Claims of an issue stand only while it may go out: it is open first, then approved.
  return issue.tookBack && isOpen(issue) ? approvedAgain(deps, name) : issue;
};

const opened = (issue: Issue, now: Instant): Issue => {
  if (!isAhead(issue, now) || (isOpen(issue) && issue.tookBack)) return issue;
  const { setAsideAt: _, closedAt: __, lookedAt: ___, ...rest } = issue;
  return { ...rest, state: "draft", news: issue.news?.filter((news) => !isUntrue(news, now)) };
};

const approvedAgain = async (deps: PutRightDeps, name: IssueName): Promise<Issue> => {
  const { issue } = await changeIssue<never>(deps, name, async (before, version) => {
    const { tookBack, ...open } = before;
    if (!tookBack || !isOpen(before)) return before;
    const others = await claimPosts(deps, { issue: before, version }, postsThatRun(before.digest));
    if (others.length === 0) return { ...open, ...tookBack, state: tookBack.sendAt ? "scheduled" : "approved" };
    const now = deps.clock();
    return { ...open, waitsSince: now, news: newsAnd(open, { kind: "taken-back", at: now, why: takenBack }) };
  });
  return issue;
};

const isUntrue = ({ kind, at, toldAt }: News, now: Instant): boolean =>
  at > now && toldAt === undefined && (kind === "missed" || kind === "skipped");

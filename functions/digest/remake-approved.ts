import { Conflict, NotFound } from "../core/errors.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { draftIssue } from "./draft-issue.ts";
import { type Issue, type IssueName, issueId, type Window } from "./issue.ts";
import type { MakeDeps } from "./make-issue.ts";
import { postsThatRun } from "./posts-that-run.ts";
import type { IssueStore } from "./store.ts";
import { thinWeek } from "./thin-week.ts";

export type RemakeDeps = MakeDeps & { issues: Pick<IssueStore, "claimPosts" | "freePosts"> };

export type Remade =
  | { ok: true; issue: Issue }
  /** Too little is left, or it is not approved any more: somebody has to decide. */
  | { ok: false; reason: "thin" | "not-approved"; issue: Issue };

const mostTries = 20;

/**
 * An approved issue without the posts that were withdrawn since, approved still, as a new revision: its editor agreed
 * to the rest of it. In one write, so whoever dies on the way leaves it approved as it was.
 */
export const remakeApproved = async (
  deps: RemakeDeps,
  { newsletter, window }: { newsletter: Newsletter; window: Window },
): Promise<Remade> => {
  const name: IssueName = { newsletterId: newsletter.id, issueId: issueId(newsletter.id, window) };
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = await deps.issues.get(name.newsletterId, name.issueId);
    if (!stored) throw new NotFound(`no issue ${name.issueId}`);
    const { issue } = stored;
    if (issue.state !== "approved" && issue.state !== "scheduled") return { ok: false, reason: "not-approved", issue };
    const { issue: made } = await draftIssue(deps, { newsletter, window }, stored);
    const posts = postsThatRun(made.digest);
    if (thinWeek(newsletter, posts.length).decision !== "enough") return { ok: false, reason: "thin", issue };
    const taken = await deps.issues.claimPosts(issue, posts);
    if (taken.length > 0) continue;
    const { state, revision, approvedAt } = issue;
    const again: Issue = { ...made, state, revision: revision + 1, ...(approvedAt && { approvedAt }) };
    if (!(await deps.issues.put(again, stored))) continue;
    const kept = new Set(posts);
    await deps.issues.freePosts(
      issue,
      postsThatRun(issue.digest).filter((id) => !kept.has(id)),
    );
    return { ok: true, issue: again };
  }
  throw new Conflict(`issue ${name.issueId} changed ${mostTries} times while it was being made anew`);
};

import type { Clock } from "../core/time.ts";
import { changeIssue } from "./change-issue.ts";
import type { IssueName } from "./issue.ts";
import { type Issue, isGoing, isOpen } from "./issue.ts";
import { postsThatRun } from "./posts-that-run.ts";
import type { IssueStore } from "./store.ts";

export type Approval =
  | { ok: true; issue: Issue }
  | { ok: false; reason: "empty" | "set-aside"; issue: Issue }
  /** Posts that another issue took in the meantime: make the draft again, then approve that. */
  | { ok: false; reason: "already-sent"; issue: Issue; postIds: readonly string[] };

/**
 * Approves a draft, or one that is held: from then on its posts belong to it and go out with no other. Approving twice
 * is approving once. The posts are remembered first, so that an issue that is approved has all of its posts.
 */
export const approveIssue = async (
  deps: { clock: Clock; issues: Pick<IssueStore, "get" | "put" | "claimPosts"> },
  name: IssueName,
): Promise<Approval> => {
  let taken: readonly string[] = [];
  const changed = await changeIssue<"empty" | "set-aside" | "already-sent">(deps, name, async (issue) => {
    if (isGoing(issue)) return issue;
    if (!isOpen(issue)) return "set-aside";
    if (issue.digest.blocks.length === 0) return "empty";
    taken = await deps.issues.claimPosts(issue, postsThatRun(issue.digest));
    if (taken.length > 0) return "already-sent";
    const now = deps.clock();
    return { ...issue, state: "approved", approvedAt: now, closedAt: issue.closedAt ?? now };
  });
  if (changed.ok) return changed;
  const { reason, issue } = changed;
  return reason === "already-sent" ? { ok: false, reason, issue, postIds: taken } : { ok: false, reason, issue };
};

import type { Clock, Instant } from "../core/time.ts";
import { changeIssue } from "./change-issue.ts";
import { type ClaimPostsDeps, claimPosts } from "./claim-posts.ts";
import type { IssueName } from "./issue.ts";
import { type Issue, isGoing, isOpen } from "./issue.ts";
import { postsThatRun } from "./posts-that-run.ts";
import type { IssueStore } from "./store.ts";

export type Approval =
  | { ok: true; issue: Issue }
  | { ok: false; reason: "empty" | "set-aside" | "changed" | "waits"; issue: Issue }
  /** Posts that another issue took in the meantime: make the draft again, then approve that. */
  | { ok: false; reason: "already-sent"; issue: Issue; postIds: readonly string[] };

export type ApprovalTerms = {
  /** How many changes its editor has seen: what was changed since is not approved unseen. */
  seen?: number | undefined;
  /** When it leaves; at its deadline without. */
  sendAt?: Instant | undefined;
  /** For an approval by the program alone: whether the issue, as it stands when this is written, waits for its editor. */
  waits?: ((issue: Issue) => boolean) | undefined;
};

/**
 * Approves a draft, or one that is held: from then on its posts belong to it and go out with no other. Approving twice
 * is approving once. The posts are remembered first, so that an issue that is approved has all of its posts. Whoever
 * looked at their pages before looked at something else: an approval asks for a look of its own.
 */
export const approveIssue = async (
  deps: ClaimPostsDeps & { clock: Clock; issues: Pick<IssueStore, "get" | "put"> },
  { seen, sendAt, waits, ...name }: IssueName & ApprovalTerms,
): Promise<Approval> => {
  let taken: readonly string[] = [];
  const changed = await changeIssue<"empty" | "set-aside" | "already-sent" | "changed" | "waits">(
    deps,
    name,
    async (issue, version) => {
      if (issue.state === "handed-over") return issue;
      if (seen !== undefined && seen !== issue.edit) return "changed";
      if (isGoing(issue))
        return sendAt === undefined || sendAt === issue.sendAt ? issue : { ...issue, state: "scheduled", sendAt };
      if (!isOpen(issue)) return "set-aside";
      if (waits?.(issue)) return "waits";
      if (issue.digest.blocks.length === 0) return "empty";
      taken = await claimPosts(deps, { issue, version }, postsThatRun(issue.digest));
      if (taken.length > 0) return "already-sent";
      const now = deps.clock();
      const { sendAt: _, lookedAt: __, ...rest } = issue;
      return {
        ...rest,
        state: sendAt ? "scheduled" : "approved",
        ...(sendAt && { sendAt }),
        approvedAt: now,
        approvedEdit: issue.edit,
        closedAt: issue.closedAt ?? now,
      };
    },
  );
  if (changed.ok) return { ok: true, issue: changed.issue };
  const { reason, issue } = changed;
  return reason === "already-sent" ? { ok: false, reason, issue, postIds: taken } : { ok: false, reason, issue };
};

import { existingNewsletter } from "../core/existing-newsletter.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Rendition } from "../core/rendition.ts";
import { type ApprovalTerms, approveIssue } from "../digest/approve-issue.ts";
import type { ClaimPostsDeps } from "../digest/claim-posts.ts";
import { handOverIssue } from "../digest/hand-over-issue.ts";
import { type IssueName, isGoing, isOpen } from "../digest/issue.ts";
import { postsThatRun } from "../digest/posts-that-run.ts";
import { type RenderDeps, renderIssue } from "../digest/render-issue.ts";
import type { IssueStore } from "../digest/store.ts";
import { findHeldBack } from "../posts/find-held-back.ts";

export type ReleaseDeps = RenderDeps & ClaimPostsDeps & { issues: Pick<IssueStore, "get" | "put"> };

export type Released =
  | { ok: true; newsletter: Newsletter; rendition: Rendition }
  | {
      ok: false;
      reason:
        | "no-postal-address"
        | "empty"
        | "set-aside"
        | "already-sent"
        | "not-approved"
        | "changed"
        | "held-back"
        | "waits";
    };

/**
 * Takes an issue from its editor to delivery: approved, rendered and stored once, handed over for good. Released again
 * it is the same rendition. What cannot be sent is refused before anything changes, and
 * so is a draft that `waits` for its editor, when nobody asked for it.
 */
export const releaseIssue = async (
  deps: ReleaseDeps,
  { waits, ...name }: IssueName & Pick<ApprovalTerms, "waits">,
): Promise<Released> => {
  const { newsletter } = await existingNewsletter(deps, name.newsletterId);
  if (!newsletter.postalAddress) return { ok: false, reason: "no-postal-address" };
  if (await isHeldBack(deps, name)) return { ok: false, reason: "held-back" };
  const approved = await approveIssue(deps, { ...name, waits });
  if (!approved.ok) return { ok: false, reason: approved.reason };
  const rendition = await renderIssue(deps, name);
  const handedOver = await handOverIssue(deps, name);
  if (!handedOver.ok) return { ok: false, reason: handedOver.reason };
  return { ok: true, newsletter, rendition };
};

/** Whether a post of it was withdrawn or put off since it was made. What is handed over goes as it is. */
const isHeldBack = async (deps: ReleaseDeps, { newsletterId, issueId }: IssueName): Promise<boolean> => {
  const issue = (await deps.issues.get(newsletterId, issueId))?.issue;
  if (!issue || !(isOpen(issue) || isGoing(issue)) || issue.state === "handed-over") return false;
  const asked = { newsletterId, postIds: postsThatRun(issue.digest), until: issue.window.until };
  return (await findHeldBack(deps, asked)).length > 0;
};

import { NotFound } from "../core/errors.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type Instant, millisecondsBetween, minute } from "../core/time.ts";
import { type Approval, type ApprovalTerms, approveIssue } from "./approve-issue.ts";
import { type IssueName, isOpen } from "./issue.ts";
import { timesOf, whyNotAt } from "./issue-times.ts";

export type ApproveByEditorDeps = Parameters<typeof approveIssue>[0] & {
  newsletters: Pick<NewsletterStore, "get">;
};

export type ByEditor = IssueName &
  Pick<ApprovalTerms, "seen"> & {
    /** When it leaves, or `now`, also before its window ends; at its deadline without. */
    sendAt?: Instant | "now" | undefined;
    /** Whoever approves proved themself just now. */
    isProven: boolean;
  };

export type ApprovedByEditor =
  | Approval
  | { ok: false; reason: "no-postal-address" | NonNullable<ReturnType<typeof whyNotAt>> }
  /** It would leave before anybody could take it back: that asks for somebody who is proven. */
  | { ok: false; reason: "leaves-soon" };

/** What leaves so soon cannot be counted on to be taken back. */
export const soon = 10 * minute;

/**
 * Approves an issue for an editor, as `approveIssue` does, where the newsletter may be sent and the time is one of this
 * issue's. What would leave within ten minutes is approved by nobody who is not proven.
 */
export const approveByEditor = async (deps: ApproveByEditorDeps, input: ByEditor): Promise<ApprovedByEditor> => {
  const { newsletterId, issueId, seen, isProven } = input;
  const [settings, stored] = await Promise.all([
    deps.newsletters.get(newsletterId),
    deps.issues.get(newsletterId, issueId),
  ]);
  if (!settings || !stored) throw new NotFound(`no issue ${issueId}`);
  const { newsletter } = settings;
  if (!newsletter.postalAddress) return { ok: false, reason: "no-postal-address" };
  const now = deps.clock();
  const times = timesOf(newsletter, stored.issue);
  const sendAt = input.sendAt === "now" ? now : input.sendAt;
  const wrong = sendAt !== undefined && input.sendAt !== "now" ? whyNotAt(times, sendAt, now) : undefined;
  if (wrong) return { ok: false, reason: wrong };
  // One that is approved already, for no other time, changes nothing.
  const leavesAt = sendAt ?? (isOpen(stored.issue) ? times.deadlineAt : undefined);
  const isSoon = leavesAt !== undefined && millisecondsBetween(now, leavesAt) <= soon;
  if (isSoon && !isProven) return { ok: false, reason: "leaves-soon" };
  return approveIssue(deps, { newsletterId, issueId, seen, sendAt });
};

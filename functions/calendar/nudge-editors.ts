import { nudgeMail } from "../../templates/mails/nudge-mail.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, minute } from "../core/time.ts";
import { changeIssue } from "../digest/change-issue.ts";
import { type Issue, type IssueName, isOpen } from "../digest/issue.ts";
import { isTakenUp, unseenNews } from "../digest/issue-news.ts";
import { timesOf } from "../digest/issue-times.ts";
import { postsToRead } from "../digest/posts-that-run.ts";
import type { IssueStore } from "../digest/store.ts";
import { waitsForEditor } from "../digest/waits-for-editor.ts";
import { silence } from "../posts/source-state.ts";
import type { SourceStore } from "../posts/source-store.ts";
import { deliveryHours, type HoursDeps } from "./delivery-hours.ts";
import { draftPicture, type PictureDeps } from "./draft-picture.ts";
import { type MailEditorsDeps, mailEditors } from "./mail-editors.ts";
import { goodToKnow } from "./news-words.ts";
import type { StepOutcome } from "./outcome.ts";

export type NudgeDeps = MailEditorsDeps &
  PictureDeps &
  HoursDeps & {
    issues: Pick<IssueStore, "get" | "put">;
    sources: Pick<SourceStore, "all">;
    deskUrl: (issue: IssueName) => string;
  };

/**
 * Asks the newsletter's editors, once, to look at a draft before its deadline, and shows it to them. Of two who ask at
 * once one does. Who takes it up and then fails, throws or dies is followed by another ten minutes later, so that a nudge
 * is late then, but not lost. An empty draft whose sources were not heard yet is not shown to anybody.
 */
export const nudgeEditors = async (
  deps: NudgeDeps,
  { newsletter, ...name }: IssueName & { newsletter: Newsletter },
): Promise<StepOutcome | undefined> => {
  const at = deps.clock();
  if (await hasYetToHear(deps, { newsletter, ...name })) return undefined;
  const claimed = await changeIssue<"no-longer-due">(deps, name, (issue) =>
    isOpen(issue) && issue.nudgedAt === undefined && !isTakenUp(issue.nudgingAt, at)
      ? { ...issue, nudgingAt: at }
      : "no-longer-due",
  );
  if (!claimed.ok) return undefined;
  const mail = await drawn(deps, newsletter, claimed.issue);
  if (!(await mailEditors(deps, { newsletter, kind: "nudge", mail, at })))
    return { did: "refused", issue: claimed.issue, reason: "nobody could be nudged" };
  const { issue } = await changeIssue(deps, name, ({ nudgingAt: _, ...again }): Issue => ({ ...again, nudgedAt: at }));
  return { did: "nudged", issue };
};

const leastToApprove = 15 * minute;

/** Nothing is in the draft yet, and a source was never heard: as for a newsletter that was added this hour. */
const hasYetToHear = async (
  deps: NudgeDeps,
  { newsletter, newsletterId, issueId }: IssueName & { newsletter: Newsletter },
): Promise<boolean> => {
  const issue = (await deps.issues.get(newsletterId, issueId))?.issue;
  if (!issue || issue.digest.blocks.length > 0 || newsletter.sources.length === 0) return false;
  if (addMilliseconds(deps.clock(), leastToApprove) >= timesOf(newsletter, issue).deadlineAt) return false;
  const known = await deps.sources.all(newsletterId);
  return newsletter.sources.some(({ url }) => {
    const state = known.get(url)?.state;
    return state?.answeredAt === undefined && state?.failingSince === undefined;
  });
};

const drawn = async (deps: NudgeDeps, newsletter: Newsletter, issue: Issue) =>
  nudgeMail(newsletter, {
    issueId: issue.id,
    subject: issue.subject,
    posts: postsToRead(issue.digest).length,
    ...(await draftPicture(deps, { newsletter, issue })),
    silences: await silentSources(deps, newsletter),
    remarks: [...unseenNews(issue).flatMap(goodToKnow), ...issue.digest.remarks],
    deadlineAt: timesOf(newsletter, issue).deadlineAt,
    hours: await deliveryHours(deps, { newsletter, issue }),
    unapproved: waitsForEditor(newsletter, issue) ? "hold" : newsletter.whenUnapproved,
    deskUrl: deps.deskUrl({ newsletterId: issue.newsletterId, issueId: issue.id }),
  });

/** A draft may lack what a silent source would have brought. */
const silentSources = async ({ sources }: NudgeDeps, { id, sources: own }: Newsletter): Promise<string[]> => {
  if (own.length === 0) return [];
  const known = await sources.all(id);
  return own.flatMap(({ url }) => {
    const state = known.get(url)?.state;
    return (state && silence(state)) ?? [];
  });
};

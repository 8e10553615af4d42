import type { SESClient } from "@aws-sdk/client-ses";
import { nudgeMail } from "../../templates/mails/nudge-mail.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Clock } from "../core/time.ts";
import { changeIssue } from "../digest/change-issue.ts";
import { type IssueName, isOpen } from "../digest/issue.ts";
import { postsThatRun } from "../digest/posts-that-run.ts";
import type { IssueStore } from "../digest/store.ts";
import { composeSystemMail } from "../mail/compose-system-mail.ts";
import { type SendRawDeps, sendRaw } from "../mail/send-raw.ts";
import { silence } from "../posts/source-state.ts";
import type { SourceStore } from "../posts/source-store.ts";
import { waitsForEditor } from "./due.ts";
import { issueTimes } from "./issue-times.ts";
import type { StepOutcome } from "./outcome.ts";

export type NudgeDeps = {
  clock: Clock;
  ses: SESClient;
  mailSlot?: SendRawDeps["mailSlot"];
  issues: Pick<IssueStore, "get" | "put">;
  sources: Pick<SourceStore, "all">;
};

/**
 * Asks the newsletter's editors, once, to look at a draft before its deadline. Of two who ask at once one does; whoever
 * fails to mail anybody gives the nudge back to the next tick, so it is lost only with a process that dies in between.
 */
export const nudgeEditors = async (
  deps: NudgeDeps,
  { newsletter, ...name }: IssueName & { newsletter: Newsletter },
): Promise<StepOutcome | undefined> => {
  const at = deps.clock();
  const claimed = await changeIssue<"no-longer-due">(deps, name, (issue) =>
    isOpen(issue) && issue.nudgedAt === undefined ? { ...issue, nudgedAt: at } : "no-longer-due",
  );
  if (!claimed.ok) return undefined;
  const { issue } = claimed;
  const silences = await silentSources(deps, newsletter);
  const mail = nudgeMail(newsletter, {
    issueId: issue.id,
    subject: issue.subject,
    posts: postsThatRun(issue.digest).length,
    remarks: [...silences, ...issue.digest.remarks],
    deadlineAt: issueTimes(newsletter, issue.window).deadlineAt,
    unapproved: waitsForEditor(newsletter, issue) ? "hold" : newsletter.whenUnapproved,
  });
  const outcomes = await Promise.all(
    newsletter.editors.map(async (to) => {
      const tags = { newsletter: newsletter.id, mail: "nudge" };
      const raw = await composeSystemMail({ sender: newsletter.sender, to, ...mail, tags, at });
      return sendRaw(
        { ses: deps.ses, mailSlot: deps.mailSlot },
        { source: newsletter.sender.address, destination: to, raw },
      );
    }),
  );
  if (outcomes.some(({ kind }) => kind === "accepted" || kind === "ambiguous")) return { did: "nudged", issue };
  await changeIssue(deps, name, ({ nudgedAt: _, ...again }) => again);
  return { did: "refused", issue, reason: "nobody could be nudged" };
};

/** A draft may lack what a silent source would have brought. */
const silentSources = async ({ sources }: NudgeDeps, { id, sources: own }: Newsletter): Promise<string[]> => {
  if (own.length === 0) return [];
  const known = await sources.all(id);
  return own.flatMap(({ url }) => {
    const state = known.get(url)?.state;
    return (state && silence(state)) ?? [];
  });
};

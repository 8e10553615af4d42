import { missedMail } from "../../templates/mails/missed-mail.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, type Clock, day } from "../core/time.ts";
import type { Issue, IssueName } from "../digest/issue.ts";
import { waitsForEditor } from "./due.ts";
import { issueTimes } from "./issue-times.ts";
import { type MailEditorsDeps, mailEditors } from "./mail-editors.ts";

export type MissedDeps = MailEditorsDeps & { clock: Clock; deskUrl: (issue: IssueName) => string };

/** After a long absence the windows of weeks are missed at once, and only the last of them are news to anybody. */
const newsForDays = 2;

/** Tells the editors that an issue was missed: why, and what to do. Whoever marked it missed tells it, once. */
export const tellMissed = async (
  deps: MissedDeps,
  { newsletter, issue, before }: { newsletter: Newsletter; issue: Issue; before: Issue },
): Promise<void> => {
  const { limitAt } = issueTimes(newsletter, issue.window);
  const at = deps.clock();
  if (newsletter.editors.length === 0 || at > addMilliseconds(limitAt, newsForDays * day)) return;
  const mail = missedMail(newsletter, {
    issueId: issue.id,
    subject: issue.subject,
    limitAt,
    why: whyMissed(newsletter, before),
    deskUrl: deps.deskUrl({ newsletterId: issue.newsletterId, issueId: issue.id }),
  });
  await mailEditors(deps, { newsletter, kind: "missed", mail, at });
};

/** What kept an issue from going, by how it stood when its time was over. */
export const whyMissed = (newsletter: Newsletter, before: Issue): string => {
  if (before.approvedAt !== undefined) return "it was approved, and could not be sent in time.";
  if (newsletter.whenUnapproved === "hold" || waitsForEditor(newsletter, before))
    return "it waited for an approval, and nobody approved it.";
  return "nothing ran at its deadline, and what ran later found it too late.";
};

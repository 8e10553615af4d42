import { newsMail } from "../../templates/mails/news-mail.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, type Clock, day, type Instant } from "../core/time.ts";
import { changeIssue } from "../digest/change-issue.ts";
import { type Issue, type IssueName, isGoing } from "../digest/issue.ts";
import {
  isQuiet,
  isTellingDue,
  mailedKinds,
  type News,
  newsMarked,
  owedNews,
  unseenNews,
} from "../digest/issue-news.ts";
import { timesOf } from "../digest/issue-times.ts";
import type { IssueStore } from "../digest/store.ts";
import { waitsForEditor } from "../digest/waits-for-editor.ts";
import { type MailEditorsDeps, mailEditors } from "./mail-editors.ts";
import { newsWords } from "./news-words.ts";
import type { StepOutcome } from "./outcome.ts";
import { whyRefused } from "./refused-news.ts";

export type TellNewsDeps = MailEditorsDeps & {
  clock: Clock;
  issues: Pick<IssueStore, "get" | "put">;
  deskUrl: (issue: IssueName) => string;
};

/**
 * Mails its editors what the program did to an issue by itself, all that they do not know yet in one mail. Of two who
 * tell at once one does; who takes it up and fails, throws or dies is followed by another ten minutes later, so it is
 * told twice only when somebody died between the mail and the note of it.
 */
export const tellNews = async (
  deps: TellNewsDeps,
  { newsletter, ...name }: IssueName & { newsletter: Newsletter },
): Promise<StepOutcome | undefined> => {
  const at = deps.clock();
  const claimed = await changeIssue<"told">(deps, name, (issue) =>
    isTellingDue(issue, at) ? { ...issue, tellingAt: at } : "told",
  );
  if (!claimed.ok) return undefined;
  const { issue } = claimed;
  const owed = owedNews(issue, at);
  const along = untoldAlong(issue);
  const mail = drawn(deps, newsletter, issue, { owed, along });
  if (newsletter.editors.length > 0 && !(await mailEditors(deps, { newsletter, kind: kindOf(owed), mail, at })))
    return { did: "refused", issue, reason: "its editors could not be told" };
  await changeIssue(
    deps,
    name,
    ({ tellingAt: _, ...told }): Issue => ({
      ...told,
      news: newsMarked(told, [...owed, ...along], { toldAt: at }),
    }),
  );
  return owed.some(({ kind }) => kind === "missed") ? { did: "missed", issue } : undefined;
};

/** What a mail of several news is about: the one that matters most. */
const kindOf = (owed: readonly News[]) =>
  mailedKinds.find((kind) => owed.some((news) => news.kind === kind)) ?? "dropped";

/** What no mail is sent for, and this one says as well. */
const untoldAlong = (issue: Issue): News[] => unseenNews(issue).filter((news) => isQuiet(news) && !news.toldAt);

const drawn = (
  deps: TellNewsDeps,
  newsletter: Newsletter,
  issue: Issue,
  { owed, along }: { owed: readonly News[]; along: readonly News[] },
) => {
  const { deadlineAt, limitAt } = timesOf(newsletter, issue);
  return newsMail(newsletter, {
    issueId: issue.id,
    subject: issue.subject,
    kind: kindOf(owed),
    words: [...owed, ...along].flatMap(newsWords),
    wasWaiting: owed.some(({ wasWaiting }) => wasWaiting),
    goesAt: isGoing(issue) ? (issue.sendAt ?? deadlineAt) : undefined,
    limitAt,
    deskUrl: deps.deskUrl({ newsletterId: issue.newsletterId, issueId: issue.id }),
  });
};

/** That an issue was missed, and what kept it from going. What was over long ago is news to nobody. */
export const missedNews = (newsletter: Newsletter, before: Issue, at: Instant): News => {
  const { limitAt } = timesOf(newsletter, before);
  const isOld = at > addMilliseconds(limitAt, newsForDays * day);
  return { kind: "missed", at, ...whyMissed(newsletter, before), ...(isOld && { quiet: true }) };
};

/** After a long absence the windows of weeks are missed at once, and only the last of them are news to anybody. */
const newsForDays = 2;

const whyMissed = (newsletter: Newsletter, before: Issue): Pick<News, "why" | "wasWaiting"> => {
  const refused = whyRefused(before);
  if (before.approvedAt !== undefined)
    return { why: `it was approved, and could not be sent in time${refused ? `: ${refused}` : ""}` };
  if (newsletter.whenUnapproved === "hold" || waitsForEditor(newsletter, before))
    return { why: "it waited for an approval, and nobody approved it", wasWaiting: true };
  if (refused) return { why: `it could not be sent in time: ${refused}` };
  return { why: "from its deadline to its limit the program was away, or failed" };
};

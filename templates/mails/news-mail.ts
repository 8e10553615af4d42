import { html } from "hono/html";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import type { Instant } from "../../functions/core/time.ts";
import { brand } from "../brand.ts";
import { wallTime } from "../wall-time.ts";
import type { SystemMailContent } from "./confirmation-mail.ts";
import { mailButton, mailShell, quietStyle } from "./mail-shell.ts";

export type NewsMail = {
  issueId: string;
  subject: string;
  /** What the mail is about. */
  kind: keyof typeof subjects;
  /** What was done, a sentence or two each. */
  words: readonly string[];
  /** Whether nobody approved it, though it waited for that. */
  wasWaiting: boolean;
  /** When it leaves, when it is approved. */
  goesAt: Instant | undefined;
  /** Nothing of it goes out from then on. */
  limitAt: Instant;
  deskUrl: string;
};

/** Tells a newsletter's editors what became of an issue without them: what was done, why, and the way back. */
export const newsMail = (newsletter: Newsletter, news: NewsMail): SystemMailContent => {
  const title = subjects[news.kind](news.subject || newsletter.name);
  const lines = [...news.words, ...wayBack(newsletter, news)];
  const text = [
    `${newsletter.name}: “${news.subject}”.`,
    ...lines,
    `Open the issue:\n${news.deskUrl}`,
    `The issue is ${news.issueId}.`,
  ].join("\n\n");
  const content = html`${lines.map((line) => html`<p dir="auto" style="margin:0 0 ${space.medium}">${line}</p>`)}
${mailButton(newsletter, news.deskUrl, "Open the issue")}
<p class="quiet" style="margin:0;${quietStyle}">The issue is ${news.issueId}, of <bdi>${newsletter.name}</bdi>.</p>`;
  const shell = { language: "en", title, headline: title, content, darkButton: newsletter.brand.accentDark };
  return { language: "en", subject: title, text: `${text}\n`, html: mailShell(shell) };
};

const wayBack = (newsletter: Newsletter, { kind, wasWaiting, goesAt, limitAt }: NewsMail): string[] => {
  const until = wallTime(newsletter, limitAt);
  if (kind === "missed")
    return [
      `Its time was over on ${until}. Its posts are in the next issue, so nothing of it is lost. What is no longer true by then is for you to take out there.`,
      wasWaiting
        ? "If this should not happen again: approve before the deadline, or change in the settings how long an issue may still go out after it, or what becomes of one that nobody approved."
        : "What kept it from going stands in the log of the program, for whoever runs it.",
    ];
  if (kind === "skipped") return [`Until ${until} it can be opened again, and sent with an approval.`];
  if (kind === "dropped")
    return goesAt === undefined ? [] : [`The rest stays approved. It leaves on ${wallTime(newsletter, goesAt)}.`];
  if (kind === "refused")
    return [`That can be done until ${until}. Then it is missed, and its posts are in the next issue.`];
  return [`An approval sends it until ${until}. Then it is missed, and its posts are in the next issue.`];
};

const { space } = brand;

const subjects = {
  missed: (subject: string) => `Missed: ${subject}`,
  skipped: (subject: string) => `Skipped: ${subject}`,
  "taken-back": (subject: string) => `No longer approved: ${subject}`,
  refused: (subject: string) => `Not sent yet: ${subject}`,
  held: (subject: string) => `Held until you approve it: ${subject}`,
  dropped: (subject: string) => `Without some of its posts: ${subject}`,
} as const;

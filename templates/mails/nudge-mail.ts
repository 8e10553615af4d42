import { html } from "hono/html";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import type { Instant } from "../../functions/core/time.ts";
import { brand } from "../brand.ts";
import { wallTime } from "../wall-time.ts";
import type { SystemMailContent } from "./confirmation-mail.ts";
import { mailButton, mailShell, quietStyle } from "./mail-shell.ts";

export type Nudge = {
  issueId: string;
  subject: string;
  posts: number;
  /** The photograph that leads the draft, from our own address. */
  picture: { url: string; width: number; height: number; alt: string } | undefined;
  /** The titles of the mail in its order, as far as it shows them by themselves. */
  headlines: readonly string[];
  /** What is to be put right before it goes. */
  fixes: readonly string[];
  /** Sources that are not heard, each with why and since when. */
  silences: readonly string[];
  remarks: readonly string[];
  deadlineAt: Instant;
  /** When the first and the last mail would leave; nothing of the last as long as nobody knows how many there are. */
  hours: { firstAt: Instant; lastAt?: Instant; audience?: number };
  /** What becomes of it when nobody approves it. */
  unapproved: Newsletter["whenUnapproved"];
  /** Where the draft is looked at, changed and approved. */
  deskUrl: string;
};

/** Shows a newsletter's editors the draft before its deadline, and says what is to be done and what happens if nobody does it. */
export const nudgeMail = (newsletter: Newsletter, nudge: Nudge): SystemMailContent => {
  const subject = subjects[nudge.unapproved](nudge.subject);
  const count = `${nudge.posts} ${nudge.posts === 1 ? "post" : "posts"} so far`;
  const opening = `${newsletter.name}: “${nudge.subject}”, ${count}.`;
  const what = `${outcomes[nudge.unapproved]} The deadline is on ${wallTime(newsletter, nudge.deadlineAt)}.`;
  const when = hoursWords(newsletter, nudge);
  const lists: [title: string, lines: readonly string[]][] = [
    ["In the draft", nudge.headlines],
    ["To fix", nudge.fixes],
    ["Sources that are silent", nudge.silences],
    ["Good to know", nudge.remarks],
  ];
  const shown = lists.filter(([, lines]) => lines.length > 0);
  const text = [
    opening,
    what,
    when,
    ...(nudge.picture ? [`The lead’s photograph: ${nudge.picture.alt}\n${nudge.picture.url}`] : []),
    ...shown.map(([title, lines]) => [`${title}:`, ...lines.map((line) => `- ${line}`)].join("\n")),
    `Look at it, change it, approve it:\n${nudge.deskUrl}`,
    `The issue is ${nudge.issueId}.`,
  ].join("\n\n");
  const { picture } = nudge;
  const content = html`<p style="margin:0 0 ${space.small}">${opening}</p>
<p style="margin:0 0 ${space.medium}">${what} ${when}</p>
${mailButton(newsletter, nudge.deskUrl, "Open the issue")}
${picture ? html`<p style="margin:0 0 ${space.small}"><img src="${picture.url}" width="${picture.width}" height="${picture.height}" alt="${picture.alt}" style="display:block;width:100%;max-width:${picture.width}px;height:auto"></p>` : ""}
<h1 style="margin:0 0 ${space.small};font:400 ${type.story.size}/${type.story.line} ${font.headline}">${nudge.subject}</h1>
${shown.map(
  ([
    title,
    lines,
  ]) => html`<h2 style="margin:0 0 ${space.hair};font:600 ${type.body.size}/${type.body.line} ${font.body}">${title}</h2>
<ul style="margin:0 0 ${space.medium};padding:0 0 0 20px">${lines.map((line) => html`<li dir="auto">${line}</li>`)}</ul>
`,
)}<p class="quiet" style="margin:0;${quietStyle}">The issue is ${nudge.issueId}.</p>`;
  const markup = mailShell({ language: "en", title: subject, content, darkButton: newsletter.brand.accentDark });
  return { language: "en", subject, text: `${text}\n`, html: markup };
};

const hoursWords = (newsletter: Newsletter, { deadlineAt, hours: { firstAt, lastAt, audience } }: Nudge): string => {
  const leaves = firstAt === deadlineAt ? "leaves then" : `leaves on ${wallTime(newsletter, firstAt)}`;
  const first = `Approved in time, its first mail ${leaves}`;
  if (lastAt === undefined || audience === undefined) return `${first}.`;
  return `${first}, and its last, of some ${audience.toLocaleString("en-GB")}, about ${wallTime(newsletter, lastAt)}.`;
};

const { font, type, space } = brand;

const subjects = {
  send: (subject: string) => `Going out soon: ${subject}`,
  hold: (subject: string) => `Waits for your approval: ${subject}`,
  skip: (subject: string) => `Skipped unless you approve it: ${subject}`,
} as const;

const outcomes = {
  send: "It goes out by itself.",
  hold: "It goes out only if somebody approves it.",
  skip: "It is skipped if nobody approves it, and its posts wait for the next issue.",
} as const;

import { html } from "hono/html";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import type { Instant } from "../../functions/core/time.ts";
import { brand } from "../brand.ts";
import type { SystemMailContent } from "./confirmation-mail.ts";

export type Nudge = {
  issueId: string;
  subject: string;
  posts: number;
  remarks: readonly string[];
  deadlineAt: Instant;
  /** What becomes of it when nobody approves it. */
  unapproved: Newsletter["whenUnapproved"];
};

/** Asks a newsletter's editors to look at the draft before its deadline: what is in it, and what happens if nobody does. */
export const nudgeMail = (newsletter: Newsletter, nudge: Nudge): SystemMailContent => {
  const deadline = new Intl.DateTimeFormat("en-GB", {
    timeZone: newsletter.zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(new Date(nudge.deadlineAt));
  const subject = subjects[nudge.unapproved](nudge.subject);
  const lines = [
    `${newsletter.name}: “${nudge.subject}”, ${nudge.posts} ${nudge.posts === 1 ? "post" : "posts"} so far.`,
    `${outcomes[nudge.unapproved]} The deadline is ${deadline}.`,
    ...nudge.remarks,
    `The issue is ${nudge.issueId}.`,
  ];
  const markup = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
</head>
<body style="margin:0;padding:${space.large} ${space.small};font:${type.body.size}/${type.body.line} ${font.body}">
<div role="main" style="max-width:30rem;margin:0 auto">
${lines.map((line) => html`<p style="margin:0 0 ${space.medium}">${line}</p>`)}
</div>
</body>
</html>`;
  return { language: "en", subject, text: `${lines.join("\n\n")}\n`, html: String(markup) };
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

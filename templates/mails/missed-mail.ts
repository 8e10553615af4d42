import { html } from "hono/html";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import type { Instant } from "../../functions/core/time.ts";
import { brand } from "../brand.ts";
import type { SystemMailContent } from "./confirmation-mail.ts";
import { wallTime } from "./nudge-mail.ts";

export type Missed = {
  issueId: string;
  subject: string;
  limitAt: Instant;
  why: string;
  deskUrl: string;
};

/** Tells a newsletter's editors that an issue was too late to go out: why, what becomes of its posts, and what to do. */
export const missedMail = (newsletter: Newsletter, missed: Missed): SystemMailContent => {
  const subject = `Missed: ${missed.subject}`;
  const lines = [
    `${newsletter.name}: “${missed.subject}” did not go out. Nobody has it.`,
    `Why: ${missed.why} Its time was over on ${wallTime(newsletter, missed.limitAt)}.`,
    "Its posts are in the next issue, so nothing of it is lost. What is no longer true in a week is for you to take out there.",
    "If this should not happen again: approve before the deadline, give the issue more time (lateLimitHours), or have it go out unapproved (whenUnapproved).",
  ];
  const text = [...lines, `The issue, as it was:\n${missed.deskUrl}`, `The issue is ${missed.issueId}.`].join("\n\n");
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
<p style="margin:0 0 ${space.medium}"><a href="${missed.deskUrl}">The issue, as it was</a> (${missed.issueId})</p>
</div>
</body>
</html>`;
  return { language: "en", subject, text: `${text}\n`, html: String(markup) };
};

const { font, type, space } = brand;

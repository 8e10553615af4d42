import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { style } from "./style.ts";

/** What `html` makes: text in which everything that was put in is escaped. */
export type Markup = ReturnType<typeof html>;

/** A page of the mailbox; `base` is where the mailbox is mounted, such as `/mailbox`. */
export const page = (input: { base: string; title: string; search?: string; body: Markup }): Markup =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${input.title}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top"><div>
<a class="wordmark" href="${input.base}">Tear<b>sheet</b> mailbox</a>
<form class="search" role="search" action="${input.base}">
<input type="search" name="q" value="${input.search ?? ""}" aria-label="Search recipient, subject or tag" placeholder="Recipient, subject or tag">
<button>Search</button>
</form>
</div></header>
<main id="content">
${input.body}
</main>
</body>
</html>`;

/** Sent with every page of the mailbox: no script at all, nothing from elsewhere, and only our own frame in it. */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "img-src data:",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  // With no-referrer a browser would send `Origin: null` with our own forms, too.
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

const short = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});
const long = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium", timeZone: "UTC" });

/** An instant for people, in UTC, and for programs. */
export const timeOf = (at: string, form: "short" | "long" = "short"): Markup =>
  html`<time datetime="${at}">${form === "short" ? short.format(new Date(at)) : `${long.format(new Date(at))} UTC`}</time>`;

export const number = (value: number): string => value.toLocaleString("en-GB");

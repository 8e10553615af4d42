import { html } from "hono/html";
import type { AcceptedMessage } from "../ses/accepted-message.ts";
import { messageParts } from "./message-parts.ts";
import { type Markup, number, page, timeOf } from "./page.ts";
import type { Mail } from "./read-mail.ts";
import { schemes, switches, type View, viewQuery, widths } from "./view.ts";

/** What happened to the last button pressed, in words. */
export const notices = {
  unsubscribed: "Unsubscribed, as by a mail program’s own button: the one-click address took the POST.",
  refused: "The one-click address refused the POST. A reader would still be subscribed.",
  moved: "The one-click address answered with a redirect, which mail programs do not follow (RFC 8058).",
  unreachable: "Nobody answers at the one-click address.",
  bounce: "A hard bounce was reported for this message, as SES reports it.",
  complaint: "A complaint was reported for this message, as SES reports it.",
  unheard: "Reported, but nobody listens to SES’s events in this process.",
} as const;
export type Notice = keyof typeof notices;

export type MessagePageInput = {
  base: string;
  message: AcceptedMessage;
  /** `undefined` when only the line in the log is kept. */
  mail: { parsed: Mail; raw: Buffer } | undefined;
  view: View;
  newer: string | undefined;
  older: string | undefined;
  notice: Notice | undefined;
};

/** One message: its envelope, what can be done with it, and the part of it that is looked at. */
export const messagePage = (input: MessagePageInput): Markup => {
  const { base, message, mail, view, notice } = input;
  const body = html`${crumbs(input)}
${notice ? html`<p class="notice" role="status">${notices[notice]}</p>` : ""}
<h1 class="subject" dir="auto">${message.subject || "(no subject)"}</h1>
<p class="byline">to ${message.recipients.join(", ")}, ${timeOf(message.acceptedAt, "long")}</p>
<div class="message">
<div>${mail ? html`${bar(base, message, view, mail.parsed)}${messageParts({ base, message, ...mail, view })}` : notKept()}</div>
<aside aria-label="About this message">${envelope(message)}${mail ? actions(base, message, mail.parsed) : ""}</aside>
</div>`;
  return page({ base, title: `${message.subject || "(no subject)"} – Mailbox`, body });
};

const crumbs = ({ base, newer, older, view }: MessagePageInput): Markup => {
  const step = (id: string | undefined, words: string, rel: string) =>
    id ? html`<a rel="${rel}" href="${base}/messages/${id}${viewQuery(view)}">${words}</a>` : "";
  return html`<nav class="crumbs" aria-label="Messages"><a href="${base}">All messages</a><span>${step(newer, "← Newer", "prev")}${step(older, "Older →", "next")}</span></nav>`;
};

const envelope = (message: AcceptedMessage): Markup => {
  const facts: [string, string][] = [
    ["From", message.from],
    ["Size", `${number(message.bytes)} bytes`],
    ...(message.configurationSet ? [["Configuration set", message.configurationSet] as [string, string]] : []),
    ...Object.entries(message.tags).map(([name, value]): [string, string] => [`Tag ${name}`, value]),
  ];
  return html`<h2>About this message</h2>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
};

const actions = (base: string, message: AcceptedMessage, mail: Mail): Markup => {
  const { oneClick } = mail.unsubscribe;
  const post = (path: string, words: string, enabled: boolean, fields: Markup | "" = "") =>
    html`<form method="post" action="${base}/messages/${message.id}/${path}">${fields}<button${enabled ? "" : html` disabled`}>${words}</button></form>`;
  const event = (what: string, words: string) =>
    post("events", words, true, html`<input type="hidden" name="what" value="${what}">`);
  return html`<h2>What a reader may do</h2>
<div class="actions">
${post("unsubscribe", oneClick ? "Unsubscribe with one click" : "No one-click unsubscribe", oneClick !== undefined)}
${event("bounce", "Bounce it")}
${event("complaint", "Call it spam")}
</div>
<p class="quiet">One click posts to the address in List-Unsubscribe, as mail programs do. The other two come back as SES’s events.</p>`;
};

const bar = (base: string, message: AcceptedMessage, view: View, mail: Mail): Markup => {
  const choice = <Key extends keyof View>(label: string, key: Key, options: readonly [View[Key], string][]) =>
    html`<nav class="choice" aria-label="${label}">${options.map(
      ([value, words]) =>
        html`<a href="${base}/messages/${message.id}${viewQuery({ ...view, [key]: value })}"${view[key] === value ? html` aria-current="true"` : ""}>${words}</a>`,
    )}</nav>`;
  const words: Record<string, string> = {
    fit: "Fit",
    light: "Light",
    dark: "Dark",
    on: "Pictures",
    off: "No pictures",
  };
  const named = <Value extends string>(values: readonly Value[]): [Value, string][] =>
    values.map((value) => [value, words[value] ?? `${value} px`]);
  const looks =
    view.part === "mail" && mail.html !== undefined
      ? html`<div>${choice("Width", "width", named(widths))}${choice("Colours", "scheme", named(schemes))}${choice("Pictures", "images", named(switches))}</div>`
      : "";
  const parts = choice("Part", "part", [
    ["mail", "Mail"],
    ["text", "Text"],
    ["headers", "Headers"],
    ["source", "Source"],
    ["links", `Links ${mail.links.length}`],
  ]);
  return html`<div class="bar"><div>${parts}</div>${looks}</div>`;
};

const notKept = (): Markup =>
  html`<p class="notice">Only the line of this message in the log is kept. The newest mails are kept whole, and of older ones a sample.</p>`;

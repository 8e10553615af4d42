import { html } from "hono/html";
import type { AcceptedMessage } from "../ses/accepted-message.ts";
import type { MessagePage } from "../ses/message-store.ts";
import { type Markup, number, page, timeOf } from "./page.ts";

/** The list of what was accepted, newest first; without any mail it says how to get some. */
export const listPage = (input: { base: string; found: MessagePage; search: string }): Markup => {
  const { base, found, search } = input;
  const title = search ? `“${search}” – Mailbox` : "Mailbox";
  if (found.total === 0) return page({ base, title, search, body: nothingYet() });
  const body = html`<h1 class="hidden">Mailbox</h1>
<p class="count" role="status">${summary(found, search)}${search ? html` <a href="${base}">All messages</a>` : ""}</p>
${found.messages.length > 0 ? html`<ul class="list">${found.messages.map((message) => row(base, message))}</ul>` : ""}
${pages(base, found, search)}`;
  return page({ base, title, search, body });
};

const nothingYet = (): Markup => html`<div class="empty">
<h1>No mail yet</h1>
<p>Nothing that is sent from this machine leaves it: every mail lands here instead, as its reader would get it. Make the week’s digest and send it:</p>
<pre class="commands" tabindex="0">npm run tearsheet -- digest make
npm run tearsheet -- delivery send</pre>
<p>Then load this page again.</p>
</div>`;

const summary = (found: MessagePage, search: string): string => {
  const total = `${number(found.total)} ${found.total === 1 ? "message" : "messages"}`;
  if (!search) return total;
  if (found.messages.length === 0) return `Nothing among ${total} has “${search}” in its recipient, subject or tags.`;
  const whole = !found.older && !found.newer;
  return `${whole ? number(found.messages.length) : "Messages"} with “${search}”, of ${total}`;
};

const row = (base: string, message: AcceptedMessage): Markup => html`<li><a href="${base}/messages/${message.id}">
<span class="who">${message.recipients.join(", ")}</span>
<span class="what"><span dir="auto">${message.subject || "(no subject)"}</span>${message.tags.issue ? html`<span class="tag">${message.tags.issue}</span>` : ""}</span>
${timeOf(message.acceptedAt)}
</a></li>`;

const pages = (base: string, found: MessagePage, search: string): Markup | "" => {
  if (!found.older && !found.newer) return "";
  const at = (edge: "before" | "after", message: AcceptedMessage | undefined) => {
    const query = new URLSearchParams({ ...(search && { q: search }), [edge]: String(message?.sequence ?? 0) });
    return `${base}?${query}`;
  };
  return html`<nav class="pages" aria-label="Pages">
${found.newer ? html`<a class="button" rel="prev" href="${at("after", found.messages[0])}">← Newer</a>` : html`<span></span>`}
${found.older ? html`<a class="button" rel="next" href="${at("before", found.messages.at(-1))}">Older →</a>` : ""}
</nav>`;
};

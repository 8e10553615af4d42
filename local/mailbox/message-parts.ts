import { html } from "hono/html";
import type { AcceptedMessage } from "../ses/accepted-message.ts";
import type { Markup } from "./page.ts";
import type { Mail } from "./read-mail.ts";
import { type View, viewQuery } from "./view.ts";

type PartInput = { base: string; message: AcceptedMessage; parsed: Mail; raw: Buffer; view: View };

/** The most of a source that is put on a page; the rest is in the download. */
const shownBytes = 500_000;

/** The part of a message that the view asks for. */
export const messageParts = (input: PartInput): Markup => {
  const { parsed, view } = input;
  switch (view.part) {
    case "mail":
      return parsed.html === undefined ? text(parsed) : frame(input);
    case "text":
      return text(parsed);
    case "headers":
      return headers(parsed);
    case "source":
      return source(input);
    case "links":
      return links(parsed);
  }
};

const frame = ({ base, message, view, parsed }: PartInput): Markup => {
  const { scheme, images, width } = view;
  const address = `${base}/messages/${message.id}/frame${viewQuery({ part: "mail", width: "fit", scheme, images })}`;
  const look = width === "fit" ? "fit" : `w${width}`;
  return html`<section class="stage${width === "375" ? " w375stage" : ""}" tabindex="0" aria-label="The mail">
<iframe class="${look} ${scheme}" title="${message.subject || "The mail"}" src="${address}" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>
</section>
<p><a href="${address}" target="_blank" rel="noopener">Open the mail in a tab of its own</a></p>
${parsed.attachments.length > 0 ? html`<p class="quiet">${parsed.attachments.length} attached: ${parsed.attachments.map(({ name }) => name).join(", ")}</p>` : ""}`;
};

const text = ({ text: words }: Mail): Markup =>
  words === undefined
    ? html`<p class="notice">This message has no text part.</p>`
    : html`<section class="sheet" tabindex="0" aria-label="The text part"><pre>${words}</pre></section>`;

const headers = (mail: Mail): Markup =>
  html`<section class="sheet"><table><caption>As delivered: Date and Message-ID are SES’s own, and its X-SES fields are gone.</caption><tbody>${mail.headers.map(
    ({ name, value }) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  )}</tbody></table></section>`;

const source = ({ base, message, raw }: PartInput): Markup =>
  html`<p><a class="button" href="${base}/messages/${message.id}/mail.eml" download="${message.sequence}.eml">Save as .eml</a></p>
<section class="sheet" tabindex="0" aria-label="The source"><pre>${raw.toString("utf8", 0, shownBytes)}</pre></section>
${raw.length > shownBytes ? html`<p class="quiet">Cut here; the file has all of it.</p>` : ""}`;

const links = (mail: Mail): Markup => {
  const { urls } = mail.unsubscribe;
  const rows = [...urls.map((url) => ({ label: "List-Unsubscribe", url })), ...mail.links];
  if (rows.length === 0) return html`<p class="notice">This message links nowhere.</p>`;
  return html`<section class="sheet"><table><caption>Where the message leads, in its own order.</caption><tbody>${rows.map(
    ({ label, url }) => html`<tr><td>${label}</td><td>${linked(url)}</td></tr>`,
  )}</tbody></table></section>`;
};

const linked = (url: string): Markup | string =>
  /^https?:\/\//i.test(url) ? html`<a href="${url}" target="_blank" rel="noopener noreferrer">${url}</a>` : url;

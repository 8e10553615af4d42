import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { dateRange } from "../../templates/words.ts";
import { isOpen } from "../digest/issue.ts";
import { type Audience, approvalPart, linksPart, testPart } from "./desk-approval.ts";
import { blocksPart, inboxPart } from "./desk-inbox.ts";
import { type Draw, editForm } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";
import { photographsPart } from "./desk-photographs.ts";
import { changesPart, checksPart, statusPart } from "./desk-status.ts";
import { storiesPart, trayPart } from "./desk-stories.ts";

/** How the mail is looked at. */
export const views = {
  desktop: "Desktop",
  phone: "Phone",
  dark: "Dark",
  "dark-phone": "Dark phone",
  "images-off": "Pictures off",
  text: "Text",
} as const;
export type ViewName = keyof typeof views;

export type DeskPage = {
  draw: Draw;
  view: ViewName;
  audience: Audience;
  links: Parameters<typeof linksPart>[1];
  /** Where a test goes unless somebody says another. */
  ownAddress: string;
  /** What came of the last thing that was asked for. */
  notice:
    | { kind: "status" | "alert"; words: string; theirs?: string | undefined; mine?: string | undefined }
    | undefined;
};

/** "This issue": the mail, what changed, what is to be done, and the way out. */
export const deskBody = (page: DeskPage): Markup => {
  const { draw } = page;
  const { issue, newsletter } = draw.desk;
  const dates = dateRange("en", newsletter.zone, issue.window.from, issue.window.until);
  return html`<div class="desk" data-edit-count="${issue.edit}">
<div class="desk-head"><h1>This issue <small>${dates}</small></h1>
${statusPart(draw)}
${noticePart(page)}${editForm(draw, "")}</div>
<div class="desk-mail">${inboxPart(draw)}${mailPart(page)}</div>
<div class="desk-side">${trayPart(draw)}${checksPart(draw)}${approvalPart(draw, page.audience)}${testPart(draw, page.ownAddress)}${linksPart(draw, page.links)}${changesPart(draw)}${storiesPart(draw)}${photographsPart(draw)}${blocksPart(draw)}</div>
${isOpen(issue) && draw.may.send ? html`<p class="to-approve"><a class="button" href="#approve">Approve…</a></p>` : ""}
<dialog id="photo-dialog" aria-label="Photo"></dialog>
</div>`;
};

const noticePart = ({ notice }: DeskPage): Markup =>
  notice
    ? html`<div role="${notice.kind}" data-part="notice"><p>${notice.words}</p>${notice.theirs === undefined ? "" : html`<dl class="versions"><dt>There now</dt><dd dir="auto">${notice.theirs}</dd>${notice.mine === undefined ? "" : html`<dt>Yours, not saved</dt><dd dir="auto">${notice.mine}</dd>`}</dl>`}</div>`
    : html`<div role="status" data-part="notice" hidden></div>`;

const mailPart = ({ draw, view }: DeskPage): Markup => {
  const { issue } = draw.desk;
  const name = { newsletterId: issue.newsletterId, issueId: issue.id };
  const version = `${issue.revision}.${issue.edit}.${Date.parse(issue.madeAt)}`;
  const choice = (each: ViewName) =>
    html`<a href="${deskPath(name)}?view=${each}#mail" data-view="${each}"${each === view ? html` aria-current="true"` : ""}>${views[each]}</a>`;
  return html`<section id="mail" aria-label="The mail"><nav class="views" aria-label="View">${(Object.keys(views) as ViewName[]).map(choice)}</nav>
<div data-part="frame"><iframe class="mail view-${view}" title="The mail as it will be sent" sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation" src="${deskPath(name, "mail")}?view=${view}&v=${version}"></iframe></div>
<iframe class="sizes" title="Sizes of the mail" src="${deskPath(name, "sizes")}?v=${version}" data-part="sizes"></iframe>
<p><small>What is clicked in the mail is opened here. <a href="${deskPath(name, "mail")}?view=${view}&as=sent" target="_blank" rel="noopener">Open it alone</a></small></p></section>`;
};

import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { dateRange } from "../../templates/words.ts";
import { type Issue, isCorrection, isOpen } from "../digest/issue.ts";
import { isChangeable } from "./desk.ts";
import { approvalPart } from "./desk-approval.ts";
import { blocksPart, inboxPart } from "./desk-inbox.ts";
import { newsPart } from "./desk-news.ts";
import { noticePart } from "./desk-notices.ts";
import { linksPart, notesPart, testPart } from "./desk-others.ts";
import { type Draw, editForm, seenField } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";
import { photographsPart } from "./desk-photographs.ts";
import { sourcePart } from "./desk-source.ts";
import { changesPart, checksPart, statusPart } from "./desk-status.ts";
import type { DraftNote, LoggedTest } from "./desk-store.ts";
import { storiesPart, trayPart } from "./desk-stories.ts";
import { type ViewName, views } from "./desk-views.ts";
import type { Audience } from "./read-audience.ts";

export type DeskPage = {
  draw: Draw;
  audience: Audience;
  links: Parameters<typeof linksPart>[1];
  notes: readonly DraftNote[];
  tests: readonly LoggedTest[];
  /** Where a test goes unless somebody says another. */
  ownAddress: string;
};

/** "This issue": the mail, what changed, what is to be done, and the way out. */
export const deskBody = (page: DeskPage): Markup => {
  const { draw } = page;
  const { issue, newsletter } = draw.desk;
  const dates = dateRange("en", newsletter.zone, issue.window.from, issue.window.until);
  const parts = partsOf(page);
  return html`<div class="desk" data-prints="${printsOf(parts)}">
<div class="desk-head"><h1>${isCorrection(issue) ? "Correction" : isChangeable(issue) ? "This issue" : "Issue"} <small>${dates}</small></h1>
${parts.status}
${parts.news}${editForm(draw, "")}</div>
<div class="desk-mail">${parts.inbox}${mailPart(page, parts)}</div>
<div class="desk-side">${parts.tray}${parts.source}${parts.checks}${parts.approve}${parts.notes}${parts.test}${parts.links}${parts.changes}${parts.blocks}${parts.stories}${parts.photographs}</div>
${isOpen(issue) && draw.may.send ? html`<p class="to-approve"><a class="button" href="#approve">${isCorrection(issue) ? "Correct and continue" : "Approve"}…</a></p>` : ""}
<dialog id="photo-dialog" aria-label="Photo"><form method="dialog"><button class="close quiet small">Close</button></form>${noticePart()}<div data-place></div></dialog>
</div>`;
};

/**
 * Of "This issue" the parts that are others than those of the given prints, and the prints of all of them. In a part the
 * rows that are known are named and left out: the page has them.
 */
export const changedDesk = (page: DeskPage, known: string): Markup => {
  const parts = partsOf(page);
  const same = new Set(known.split(" "));
  const fresh = Object.entries(parts).filter(([name, part]) => !same.has(printOf(name, part)));
  return html`<div data-prints="${printsOf(parts)}">${seenField(page.draw.desk)}${fresh.map(([name, part]) => raw(withoutKnownRows(name, part, same)))}</div>`;
};

/** A post or a photo of a list; no other list stands in it. */
const rowPattern = /<li id="((?:post|photo)-[\w-]+)".*?<\/li>/gs;

const withoutKnownRows = (name: string, part: Markup, same: ReadonlySet<string>): string =>
  String(part).replace(rowPattern, (row, id: string) =>
    same.has(printOf(`${name}/${id}`, row)) ? `<li id="${id}" data-kept></li>` : row,
  );

type Parts = ReturnType<typeof partsOf>;

const partsOf = (page: DeskPage) => {
  const { draw } = page;
  return {
    status: statusPart(draw, page.notes.length),
    news: newsPart(draw),
    inbox: inboxPart(draw),
    frame: framePart(page),
    sizes: sizesPart(page),
    tray: trayPart(draw),
    source: sourcePart(draw),
    checks: checksPart(draw),
    approve: approvalPart(draw, page.audience),
    test: testPart(draw, page.ownAddress, page.tests),
    links: linksPart(draw, page.links),
    notes: notesPart(draw, page.notes),
    changes: changesPart(draw),
    stories: storiesPart(draw),
    photographs: photographsPart(draw),
    blocks: blocksPart(draw),
  };
};

const printsOf = (parts: Parts): string =>
  Object.entries(parts)
    .flatMap(([name, part]) => [
      printOf(name, part),
      ...[...String(part).matchAll(rowPattern)].map(([row, id]) => printOf(`${name}/${id}`, row)),
    ])
    .join(" ");

/** What tells a part, or a row of it, from an earlier one of its name; what every page draws anew is left out. */
const printOf = (name: string, part: Markup | string): string => {
  const plain = String(part).replace(/name="(formToken|seen)" value="[^"]*"/g, "");
  return `${name}=${createHash("sha256").update(plain).digest("base64url").slice(0, 16)}`;
};

const nameIn = ({ draw }: DeskPage) => ({
  newsletterId: draw.desk.issue.newsletterId,
  issueId: draw.desk.issue.id,
});

/** What tells a mail from an earlier one of the same issue. */
export const versionOf = ({ revision, edit, madeAt }: Issue): string => `${revision}.${edit}.${Date.parse(madeAt)}`;

const mailPart = (page: DeskPage, parts: Parts): Markup => {
  const { view } = page.draw;
  const name = nameIn(page);
  const choice = (each: ViewName) =>
    html`<a href="${deskPath(name)}?view=${each}#mail" data-view="${each}"${each === view ? html` aria-current="true"` : ""}>${views[each]}</a>`;
  return html`<section id="mail" aria-label="The mail"><nav class="views" aria-label="View">${(Object.keys(views) as ViewName[]).map(choice)}</nav>
${parts.frame}
${parts.sizes}
<p><small>What is clicked in the mail is opened here. <a href="${deskPath(name, "mail")}?view=${view}&as=sent" target="_blank" rel="noopener">Open it alone</a></small></p></section>`;
};

const framePart = (page: DeskPage): Markup =>
  html`<div data-part="frame"><iframe class="mail view-${page.draw.view}" title="The mail as it will be sent" sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation" src="${deskPath(nameIn(page), "mail")}?view=${page.draw.view}&v=${versionOf(page.draw.desk.issue)}"></iframe></div>`;

const sizesPart = (page: DeskPage): Markup =>
  html`<iframe class="sizes" title="Sizes of the mail" src="${deskPath(nameIn(page), "sizes")}?v=${versionOf(page.draw.desk.issue)}" data-part="sizes"></iframe>`;

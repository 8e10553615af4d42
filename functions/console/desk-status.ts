import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { isCorrection, isOpen } from "../digest/issue.ts";
import { timesOf } from "../digest/issue-times.ts";
import { postsToRead } from "../digest/posts-that-run.ts";
import { waitsForEditor } from "../digest/waits-for-editor.ts";
import { type Desk, isChangeable, newPosts, waitingPosts } from "./desk.ts";
import { deskChecks } from "./desk-checks.ts";
import { type Draw, editsPath, seenField } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";
import { timeOfDay, timeToGo } from "./desk-words.ts";
import { stateWords } from "./issue-words.ts";

/** The first line of the desk: how long, how much, what is new, what is to be fixed; each leads to its place. */
export const statusPart = (draw: Draw, notes: number): Markup => {
  const { desk } = draw;
  const { issue, newsletter, now } = desk;
  const posts = postsToRead(issue.digest).length;
  const fresh = new Set([...newPosts(desk), ...waitingPosts(desk)]).size;
  const fixes = deskChecks(desk).filter(({ kind }) => kind === "fix").length;
  const at = issue.sendAt ?? timesOf(newsletter, issue).deadlineAt;
  const counts = html`<a href="#stories">${posts} ${posts === 1 ? "post" : "posts"}</a>`;
  const told = notes > 0 ? html` · <a href="#notes">${notes} ${notes === 1 ? "note" : "notes"}</a>` : "";
  const state = html`<span class="state">${standsWords(draw)}</span>`;
  if (!isChangeable(issue)) return html`<p class="status" data-part="status">${counts}${told} ${state}</p>`;
  const ahead = isCorrection(issue)
    ? html`<a href="#approve">This correction went to nobody yet</a>`
    : html`<b>${timeToGo(now, at)}</b>`;
  return html`<p class="status" data-part="status">${ahead} · ${counts} · ${fresh > 0 ? html`<a href="#tray">${fresh} new since you looked</a>` : "nothing new since you looked"} · <a href="#checks">${fixes > 0 ? `${fixes} to fix` : "nothing to fix"}</a>${told} ${state}</p>`;
};

const standsWords = ({ desk }: Draw): string => {
  if (isCorrection(desk.issue)) return "The sending is paused";
  const words = stateWords[desk.issue.state === "draft" && isHeldUp(desk) ? "held" : desk.issue.state];
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Whether its deadline has passed and nothing goes on without its editor. */
const isHeldUp = ({ newsletter, issue, now }: Desk): boolean =>
  now >= timesOf(newsletter, issue).deadlineAt &&
  (newsletter.whenUnapproved === "hold" || waitsForEditor(newsletter, issue));

export const checksPart = ({ desk }: Draw): Markup => {
  if (!isChangeable(desk.issue)) return html`<section id="checks" data-part="checks" hidden></section>`;
  const checks = deskChecks(desk);
  const base = deskPath({ newsletterId: desk.issue.newsletterId, issueId: desk.issue.id });
  const link = (place: string) => (place.startsWith("#") ? place : base + place);
  const of = (kind: "fix" | "know") => checks.filter((check) => check.kind === kind);
  return html`<section id="checks" data-part="checks"><h2>Checks</h2>
${of("fix").length > 0 ? html`<ul class="rows">${of("fix").map(({ words, place }) => html`<li><a href="${link(place)}">${words}</a></li>`)}</ul>` : html`<p>Nothing to fix.</p>`}
${of("know").length > 0 ? html`<details id="to-know"><summary>Good to know: ${of("know").length}</summary><ul>${of("know").map(({ words, place }) => html`<li><a href="${link(place)}">${words}</a></li>`)}</ul></details>` : ""}
</section>`;
};

/** What editors changed, the latest first; the last one can be taken back. */
export const changesPart = (draw: Draw): Markup => {
  const { issue, newsletter } = draw.desk;
  const latest = issue.changes.toReversed();
  const last = latest[0];
  const since = issue.approvedEdit;
  const afterApproval = since !== undefined && isOpen(issue) ? latest.filter(({ n }) => n > since) : [];
  const line = (change: (typeof latest)[number]) =>
    html`<li>${change.words} <small>${change.name ?? "An editor"}, ${timeOfDay(newsletter, change.at)}</small></li>`;
  return html`<section id="changes" data-part="changes"><h2>Changes</h2>
${afterApproval.length > 0 ? html`<p role="status">Changed since it was approved, so it asks for approval again:</p><ul class="rows">${afterApproval.map(line)}</ul>` : ""}
${last ? html`<p data-saved>Saved ${timeOfDay(newsletter, last.at)}: ${last.words}</p>${draw.may.edit ? undoForm(draw, last.n) : ""}` : html`<p class="secondary">Nothing yet: the issue is as ${isCorrection(issue) ? "it was sent, of its posts as they are now" : "the rules made it"}.</p>`}
${latest.length > 1 ? html`<details id="all-changes"><summary>All ${latest.length}</summary><ol class="rows">${latest.map(line)}</ol></details>` : ""}
</section>`;
};

const undoForm = ({ desk, view, token }: Draw, n: number): Markup =>
  html`<form method="post" action="${editsPath({ desk, view })}" data-edit>${token}${seenField(desk)}<input type="hidden" name="back" value="#changes"><input type="hidden" name="kind" value="undo"><input type="hidden" name="n" value="${n}"><button class="quiet small" id="undo">Undo</button></form>`;

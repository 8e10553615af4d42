import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { wallTime } from "../../templates/wall-time.ts";
import { isCorrection } from "../digest/issue.ts";
import type { Draw } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";
import type { DraftLink, DraftNote, LoggedTest } from "./desk-store.ts";

/** To oneself and to a few others, before anybody else has it; and what was sent so before, whatever became of the issue. */
export const testPart = (draw: Draw, ownAddress: string, tests: readonly LoggedTest[]): Markup =>
  draw.may.edit || tests.length > 0
    ? html`<section id="test" data-part="test"><h2>${draw.may.edit ? "Send a test" : "Tests"}</h2>
${
  draw.may.edit
    ? html`<form method="post" action="${action(draw, "test")}">${draw.token}
<label for="addresses">To</label><input type="text" id="addresses" name="addresses" value="${ownAddress}" autocomplete="off" spellcheck="false" required>
<small>Up to ten addresses. The subject says that it is a test; its links to unsubscribe lead nowhere.</small>
${shape("test-variant")}
<p><button class="quiet">Send a test</button></p></form>`
    : ""
}
${tests.length > 0 ? html`<details id="tests"><summary>Sent so far: ${tests.length}</summary><ul class="rows">${tests.map((test) => testRow(draw, test))}</ul></details>` : ""}</section>`
    : html`<section data-part="test" hidden></section>`;

const testRow = ({ desk }: Draw, { at, accepted, refused, name, variant }: LoggedTest): Markup =>
  html`<li>To ${accepted}${refused > 0 ? `, refused for ${refused}` : ""}${variant === "photos" ? ", photos only" : ""} <small><bdi>${name ?? "An editor"}</bdi>, ${wallTime(desk.newsletter, at)}</small></li>`;

/** A preview link with its address. */
export type ShownLink = Pick<DraftLink, "id" | "until" | "pinned" | "variant"> & { url: string };

/** Links that show the draft to people without an account. */
export const linksPart = (draw: Draw, links: readonly ShownLink[]): Markup =>
  draw.may.edit && !isCorrection(draw.desk.issue)
    ? html`<section id="links" data-part="links"><h2>Preview links</h2>
<p class="secondary">Whoever has one sees the draft for 72 hours, can leave a note, and can change nothing.</p>
${links.map(
  (link) => html`<p><label>${linkWords(draw, link)}<input type="text" readonly value="${link.url}"></label></p>
<form method="post" action="${action(draw, `links/${link.id}/revoke`)}">${draw.token}<button class="quiet small">Revoke</button></form>`,
)}
<form method="post" action="${action(draw, "links")}">${draw.token}${shape("link-variant")}<p class="bar"><button class="quiet">Make a link</button> <button class="quiet" name="pinned" value="yes">Make one of the mail as it is now</button></p></form></section>`
    : html`<section data-part="links" hidden></section>`;

const linkWords = ({ desk }: Draw, { until, pinned, variant }: ShownLink): string =>
  `Until ${wallTime(desk.newsletter, until)}${variant === "photos" ? ", photos only" : ""}${pinned ? ", as it was when it was made" : ""}`;

/** What those said who had a link, also by one that is over or revoked, and whatever became of the issue. */
export const notesPart = ({ desk }: Draw, notes: readonly DraftNote[]): Markup =>
  notes.length > 0
    ? html`<section id="notes" data-part="notes"><h2>Notes</h2><ul class="rows">${notes.map(
        ({ name, text, at }) =>
          html`<li><span dir="auto">${text}</span> <small><bdi>${name}</bdi>, ${wallTime(desk.newsletter, at)}</small></li>`,
      )}</ul></section>`
    : html`<section data-part="notes" hidden></section>`;

/** Which of the two mails. */
const shape = (id: string): Markup =>
  html`<label for="${id}">Which mail</label><select id="${id}" name="variant"><option value="everything">The whole one</option><option value="photos">Photos only</option></select>`;

const action = ({ desk }: Draw, verb: string): string =>
  deskPath({ newsletterId: desk.issue.newsletterId, issueId: desk.issue.id }, verb);

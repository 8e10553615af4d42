import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { lacksAlt, type ShownPhoto, shownPhotos } from "../digest/draft-checks.ts";
import { isCorrection } from "../digest/issue.ts";
import { cropOf, type Draw, editButton } from "./desk-parts.ts";
import { deskPath, photoAnchor } from "./desk-paths.ts";

/** The photos of the mail as they are cut, in its order; each leads to its strip, its focal point and its words. */
export const photographsPart = (draw: Draw): Markup => {
  const shown = shownPhotos(draw.desk);
  const highlights = shown.filter(({ place }) => place === "highlight");
  const others = shown.filter(({ place }) => place !== "highlight");
  const { choices } = draw.desk.issue;
  const name = { newsletterId: draw.desk.issue.newsletterId, issueId: draw.desk.issue.id };
  return html`<section id="photographs" data-part="photographs"><h2>Photographs</h2>
<p><a class="button quiet" href="${deskPath(name, "photos")}">Contact sheet of the week</a></p>
<h3>Highlights: ${highlights.length}</h3>
${highlights.length > 0 ? html`<ol class="photos" data-sortable="move-photo">${highlights.map((each, at) => card(draw, each, at, highlights.length))}</ol>` : html`<p class="secondary">None: the mail has them from three photos on that may be one. The contact sheet says of each why it may not.</p>`}
${choices.gallery && draw.may.edit && !isCorrection(draw.desk.issue) ? html`<p>${editButton({ kind: "leave-gallery" }, "Leave the highlights to the rules")}</p>` : ""}
${others.length > 0 ? html`<h3>With the stories: ${others.length}</h3><ol class="photos">${others.map((each) => card(draw, each))}</ol>` : ""}
</section>`;
};

const card = (draw: Draw, shown: ShownPhoto, at?: number, count = 0): Markup => {
  const { photo, placed, post } = shown;
  const name = { newsletterId: draw.desk.issue.newsletterId, issueId: draw.desk.issue.id };
  const about = `photo ${photo.position + 1} of “${post.title}”`;
  const move = (to: number, words: string, label: string) =>
    editButton({ kind: "move-photo", photoId: photo.id, to }, words, label);
  return html`<li id="${photoAnchor(photo.id)}" data-id="${photo.id}" data-photo tabindex="-1">
<a href="${deskPath(name, "photos", photo.id)}" data-dialog aria-label="Swap, focal point and words of ${about}">${cropOf(draw, photo, placed.crop, "")}</a>
<small dir="auto">${draw.desk.issue.digest.photoReasons[photo.id]?.text}${lacksAlt(shown) ? html` <b>No description.</b>` : ""}${photo.credit ? "" : html` <b>No credit.</b>`}</small>
${
  draw.may.edit
    ? html`<p class="acts">${at !== undefined ? html`<button type="button" class="grip quiet small" data-key="move-photo" aria-label="Move ${about}: drag, or arrow keys">≡</button>` : ""}${at !== undefined && at > 0 ? move(at - 1, "←", `Move ${about} forward`) : ""}${at !== undefined && at < count - 1 ? move(at + 1, "→", `Move ${about} back`) : ""}${editButton({ kind: "drop-photo", photoId: photo.id }, "Drop", `Drop ${about}`)}</p>`
    : ""
}</li>`;
};

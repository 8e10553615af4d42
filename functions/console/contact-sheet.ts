import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { galleryOf } from "../digest/apply-choice.ts";
import { mostHighlights } from "../digest/gallery.ts";
import { isCorrection } from "../digest/issue.ts";
import { placedPhotos } from "../digest/placed-photos.ts";
import { isReady } from "../posts/photo.ts";
import type { Post } from "../posts/post.ts";
import { type Draw, editButton, editForm, thumbnail } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";
import { type Choice, forbidden, stacked } from "./swap-strip.ts";

/** The week's photographs, post by post, those alike stacked, the chosen ones marked, each with its reason. */
export const sheetBody = (draw: Draw): Markup => {
  const { issue, posts } = draw.desk;
  const gallery = galleryOf(issue.digest);
  const inMail = new Set(placedPhotos(issue.digest).map(({ photoId }) => photoId));
  const order = Object.entries(issue.digest.postReasons)
    .toSorted(([, a], [, b]) => Number(b.in) - Number(a.in))
    .flatMap(([id]) => posts.get(id) ?? []);
  const isOfMail = ({ id }: Post) => issue.digest.postReasons[id]?.in === true;
  const all = order.reduce((sum, post) => sum + post.photos.length, 0);
  const name = { newsletterId: issue.newsletterId, issueId: issue.id };
  return html`<div data-part="sheet">${editForm(draw, "/photos")}
<p><a href="${deskPath(name)}#photographs">To the issue</a></p>
<p class="status"><b>${gallery.length} of ${mostHighlights} highlights</b> · ${all} photos of ${order.length} posts${issue.choices.gallery && draw.may.edit && !isCorrection(issue) ? html` · ${editButton({ kind: "leave-gallery" }, "Leave them to the rules")}` : ""}</p>
${all === 0 ? html`<p class="secondary">No photos yet: they come with the posts.</p>` : ""}
<div class="sets">${order.filter(isOfMail).map((post) => ofPost(draw, post, gallery, inMail))}</div>
${folded(
  draw,
  order.filter((post) => !isOfMail(post) && post.photos.some(isReady)),
)}</div>`;
};

/** The photos of posts that are not in the mail: none of them may be chosen. */
const folded = (draw: Draw, posts: readonly Post[]): Markup =>
  posts.length === 0
    ? html``
    : html`<details id="other-photos"><summary>Of ${posts.length === 1 ? "a post that is" : `${posts.length} posts that are`} not in the mail</summary><div class="sets">${posts.map((post) => ofPost(draw, post, [], new Set()))}</div></details>`;

const ofPost = (draw: Draw, post: Post, gallery: readonly string[], inMail: ReadonlySet<string>): Markup => {
  const stacks = stacked(post.photos.filter(isReady).map((photo) => ({ photo, post, why: undefined })));
  if (stacks.length === 0) return html``;
  return html`<section id="of-${post.id}" class="of-${Math.min(stacks.length, 4)}"><h2 dir="auto">${post.title || "Without a title"}</h2>
<ol class="sheet">${stacks.map((stack) => cell(draw, stack, gallery, inMail))}</ol></section>`;
};

const cell = (
  draw: Draw,
  { photo, post, also }: Choice,
  gallery: readonly string[],
  inMail: ReadonlySet<string>,
): Markup => {
  const { issue } = draw.desk;
  const reason = issue.digest.photoReasons[photo.id];
  const isChosen = gallery.includes(photo.id);
  const name = { newsletterId: issue.newsletterId, issueId: issue.id };
  const about = `photo ${photo.position + 1} of “${post.title}”`;
  const act = isChosen
    ? editButton({ kind: "drop-photo", photoId: photo.id }, "Take out", `Take out ${about}`)
    : inMail.has(photo.id) || forbidden.has(reason?.rule ?? "")
      ? ""
      : editButton({ kind: "choose-photo", photoId: photo.id }, "Choose", `Choose ${about}`);
  return html`<li id="sheet-${photo.id}" tabindex="-1" class="${isChosen ? "chosen" : forbidden.has(reason?.rule ?? "") ? "no" : ""}">
<a href="${deskPath(name, "photos", photo.id)}" data-dialog aria-label="${about}, ${reason?.text}">${thumbnail(draw, photo, "")}</a>
<small dir="auto">${isChosen ? html`<b>Highlight.</b> ` : ""}${reason?.text}${also.length > 0 ? ` And ${also.length} alike.` : ""}</small>
${draw.may.edit ? html`<p class="acts">${act}</p>` : ""}</li>`;
};

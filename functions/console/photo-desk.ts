import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { wallTime } from "../../templates/wall-time.ts";
import { isLandscape } from "../digest/crop.ts";
import type { Crop } from "../digest/digest.ts";
import { shownPhotos } from "../digest/draft-checks.ts";
import { framesOf, placeCard, placeLead } from "../digest/frames.ts";
import type { ReadyPhoto } from "../posts/photo.ts";
import { cutAtWord } from "../posts/plain-text.ts";
import type { Post } from "../posts/post.ts";
import { rightsOf } from "../posts/rights.ts";
import { suggestedAlt } from "./desk-checks.ts";
import {
  cropOf,
  type Draw,
  editButton,
  editForm,
  editsPath,
  largeFile,
  seenField,
  thumbnail,
  wordsForm,
} from "./desk-parts.ts";
import { deskPath, photoAnchor } from "./desk-paths.ts";
import { type Choice, swapStrip } from "./swap-strip.ts";

/** One photo of the week: what may stand in its place, its focal point with every crop, its words, and its care. */
export const photoBody = (draw: Draw, { photo, post }: { photo: ReadyPhoto; post: Post }): Markup => {
  const { issue } = draw.desk;
  const back = `/photos/${photo.id}`;
  const shown = shownPhotos(draw.desk).find((each) => each.photo.id === photo.id);
  const reason = issue.digest.photoReasons[photo.id]?.text ?? "";
  const desk = deskPath({ newsletterId: issue.newsletterId, issueId: issue.id });
  return html`<div class="desk-photo" data-part="photo" data-photo-id="${photo.id}">
${editForm(draw, back)}
<p><a href="${desk}#${photoAnchor(photo.id)}" class="back">To the issue</a></p>
<p dir="auto"><b>${post.title}</b> <small>photo ${photo.position + 1} of ${post.photos.length}. ${reason}</small></p>
${shown && draw.may.edit ? strips(draw, photo) : ""}
<div class="photo-desk">
<section><h2>Focal point</h2>${focalPoint(draw, photo, post)}</section>
<section><h2>Words</h2>${words(draw, photo, post)}</section>
${draw.may.edit ? html`<section><h2>Rights and care</h2>${care(draw, photo, post)}</section>` : ""}
${takedown(draw, photo, post)}
</div></div>`;
};

/** Also of issues that have gone out: that is what it is for. */
const takedown = ({ desk, token, may }: Draw, photo: ReadyPhoto, post: Post): Markup => {
  const name = { newsletterId: desk.issue.newsletterId, issueId: desk.issue.id };
  const form = (verb: string, words: string) =>
    html`<form method="post" action="${deskPath(name, "photos", photo.id, verb)}">${token}<input type="hidden" name="postId" value="${post.id}"><button class="quiet small">${words}</button></form>`;
  if (photo.takenDownAt !== undefined)
    return html`<section id="takedown"><h2>Taken down</h2><p>Since ${wallTime(desk.newsletter, photo.takenDownAt)} it is shown nowhere; where it stood is a plain picture.</p>${may.putBack ? form("put-back", "Put it back") : html`<p class="secondary">An admin can put it back.</p>`}</section>`;
  return may.takeDown
    ? html`<section id="takedown"><h2>Takedown</h2><details><summary>Take this photo down everywhere</summary><p>Within ten minutes a plain picture stands in its place, also in mails that were sent and in the archive. What mail services have kept of it is beyond our reach. Only an admin can put it back.</p>${form("take-down", "Take it down")}</details></section>`
    : html``;
};

const strips = (draw: Draw, photo: ReadyPhoto): Markup => {
  const { ofSet, ofWeek } = swapStrip(draw.desk, photo.id);
  const strip = (label: string, choices: readonly Choice[]) =>
    choices.length > 0
      ? html`<h2>${label}</h2><ol class="strip" data-strip>${choices.map((choice) => swapChoice(draw, photo, choice))}</ol>`
      : "";
  return html`${strip("Swap it for one of its set", ofSet)}${strip("Or for one of the week, the best first", ofWeek)}`;
};

const swapChoice = (draw: Draw, current: ReadyPhoto, { photo, post, also, why }: Choice): Markup => {
  const alike = also.length > 0 ? `, and ${also.length} alike` : "";
  const label = `Photo ${photo.position + 1} of “${post.title}”${alike}`;
  const words = why ?? cutAtWord(photo.caption ?? post.title, 60);
  const isCurrent = photo.id === current.id;
  const edit = String(new URLSearchParams({ kind: "swap-photo", photoId: current.id, withPhotoId: photo.id }));
  const button =
    why === undefined
      ? html`<button form="desk-edits" name="do" value="${edit}" aria-label="${label}" data-swap="${photo.id}">${thumbnail(draw, photo, "")}</button>`
      : html`<button type="button" aria-disabled="true" aria-label="${label}: ${isCurrent ? "stands here" : why}">${thumbnail(draw, photo, "")}</button>`;
  return html`<li${why === undefined ? "" : html` class="no"`}>${button}<small dir="auto">${isCurrent ? "Stands here" : words}${alike}</small></li>`;
};

/** As wide and as high at most, so that the crops stand in sight of it. */
const longestSide = 320;

/** A click on the picture sets the point, with script and without; the buttons do for keys. */
const focalPoint = (draw: Draw, photo: ReadyPhoto, post: Post): Markup => {
  const { width, height } = photo.original;
  const point = photo.focalPoint;
  const alt = point
    ? `The focal point is ${Math.round(point.x * 100)} % from the left, ${Math.round(point.y * 100)} % from the top`
    : "No focal point yet";
  const [shownWidth, shownHeight] = [width, height].map((side) =>
    Math.round((longestSide * side) / Math.max(width, height)),
  );
  const fields = { kind: "focal-point", postId: post.id, photoId: photo.id };
  return html`<div class="by-point"><form method="post" action="${editsPath(draw)}" data-edit data-focal>${draw.token}${seenField(draw.desk)}<input type="hidden" name="back" value="/photos/${photo.id}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<input type="hidden" name="shown" value="${shownWidth}x${shownHeight}">
<p class="focal"><input type="image" name="at" src="${draw.fileUrl(largeFile(photo))}" width="${shownWidth}" height="${shownHeight}" alt="Set the focal point: tap the picture, or use the arrow keys"${draw.may.edit ? "" : html` disabled`} data-x="${point?.x ?? ""}" data-y="${point?.y ?? ""}"><span class="point" hidden></span></p></form>
<div class="crops">${crops(photo, post).map(
    ([name, crop]) =>
      html`<figure>${crop ? cropOf(draw, photo, crop, `${name} crop`) : ""}<figcaption>${name}${crop ? "" : ": not used, more than a quarter of it would be lost"}</figcaption></figure>`,
  )}</div></div>
<p><small>${alt}. Tap what must stay in the picture.</small></p>
${point && draw.may.edit ? html`<p>${editButton({ ...fields, clear: true }, "Take it back")}</p>` : ""}`;
};

const crops = (photo: ReadyPhoto, { id: postId }: Post): [string, Crop | undefined][] => {
  const frames = framesOf(photo);
  return [
    [isLandscape(photo) ? "Full width, 3:2" : "Full width, 4:5", frames.full],
    ["In a pair", frames.pair],
    ["Square", frames.square],
    ["Lead", placeLead({ postId, photo })?.crop],
    ["Card", placeCard({ postId, photo })?.crop],
  ];
};

const words = (draw: Draw, photo: ReadyPhoto, post: Post): Markup => {
  const edit = (field: string) => ({ kind: "words", postId: post.id, photoId: photo.id, field });
  const back = `/photos/${photo.id}`;
  const shown = shownPhotos(draw.desk).find((each) => each.photo.id === photo.id);
  const suggestion =
    shown && !photo.alt
      ? html`In the mail now, as a suggestion: “${suggestedAlt(draw.desk, shown)}”`
      : "What somebody hears who does not see it.";
  return html`${wordsForm(draw, { edit: edit("caption"), label: "Caption", value: photo.caption ?? "", back, most: 2000, long: true, id: "caption" })}
${wordsForm(draw, { edit: edit("credit"), label: "Credit", value: photo.credit ?? "", back, most: 200, id: "credit" })}
${wordsForm(draw, { edit: edit("alt"), label: "Description", value: photo.alt ?? "", back, most: 1000, long: true, id: "alt", hint: suggestion })}`;
};

const rightsWords = {
  "mail+archive": "In the mail and the archive",
  mail: "In the mail only",
  none: "Not at all",
} as const;

const care = (draw: Draw, photo: ReadyPhoto, post: Post): Markup => {
  const fields = { postId: post.id, photoId: photo.id };
  const rights = rightsOf(photo, draw.desk.newsletter, draw.desk.now);
  const set = (each: keyof typeof rightsWords) =>
    each === rights
      ? html`<b>${rightsWords[each]}</b>`
      : editButton({ kind: "rights", ...fields, rights: each }, rightsWords[each]);
  return html`${photo.takenDownAt === undefined ? html`<p class="acts">Rights: ${set("mail+archive")} ${set("mail")} ${set("none")}</p>` : ""}
<p class="acts">${photo.sensitive ? html`<b>Marked as sensitive.</b> ${editButton({ kind: "sensitive", ...fields, sensitive: false }, "Not sensitive")}` : editButton({ kind: "sensitive", ...fields, sensitive: true }, "Mark as sensitive")}</p>
<p class="acts">The whole post: ${post.sensitive ? html`<b>sensitive.</b> ${editButton({ kind: "sensitive", postId: post.id, sensitive: false }, "Not sensitive")}` : editButton({ kind: "sensitive", postId: post.id, sensitive: true }, "Mark the post as sensitive")}</p>`;
};

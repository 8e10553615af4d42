import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { storyIdsOf } from "../digest/apply-choice.ts";
import { isCorrection } from "../digest/issue.ts";
import { shownPostIds } from "../digest/shown-posts.ts";
import { isReady } from "../posts/photo.ts";
import type { Post } from "../posts/post.ts";
import { newPosts, waitingPosts } from "./desk.ts";
import { type Draw, editButton, editForm, thumbnail, wordsForm } from "./desk-parts.ts";
import { deskPath, postAnchor } from "./desk-paths.ts";

/** Every post of the window with the reason it is in or out: those of the mail first, in its order. */
export const storiesPart = (draw: Draw): Markup => {
  const { issue } = draw.desk;
  const stories = storyIdsOf(issue.digest);
  const lead = issue.digest.blocks.flatMap((block) => (block.kind === "lead" ? [block.lead.postId] : []));
  const links = shownPostIds(issue.digest).filter((id) => !stories.includes(id) && !lead.includes(id));
  const rest = restOf(draw).length;
  const rows = (ids: readonly string[], open: boolean) => rowsOf(draw, ids, open);
  return html`<section id="stories" data-part="stories"><h2>Stories</h2>
${lead.length + stories.length === 0 ? html`<p class="secondary">None yet: posts come in by themselves as they are published.</p>` : ""}
${lead.length > 0 ? html`<h3>Lead</h3><ol class="posts">${rows(lead, true)}</ol>` : ""}
${stories.length > 0 ? html`<h3>Stories${draw.may.edit && stories.length > 1 ? html` <small>drag them, or use the arrows</small>` : ""}</h3><ol class="posts" data-sortable="pin-post">${rows(stories, true)}</ol>` : ""}
${links.length > 0 ? html`<details id="more-posts"><summary>Under “more”: ${links.length}</summary><ol class="posts">${rows(links, true)}</ol></details>` : ""}
${rest > 0 ? html`<details id="other-posts" data-load="${deskPath(nameIn(draw), "posts")}"><summary>Not in the mail: ${rest}</summary><p><a href="${deskPath(nameIn(draw), "posts")}">All of them, with their reasons</a></p></details>` : ""}
</section>`;
};

/** The posts of the window that are not in the mail, on a page of their own: they may be hundreds. */
export const restBody = (draw: Draw): Markup => html`<div data-part="rest">${editForm(draw, "/posts")}
<p><a href="${deskPath(nameIn(draw))}#stories">To the issue</a></p>
<ol class="posts" data-rest>${rowsOf(draw, restOf(draw), false)}</ol></div>`;

const nameIn = ({ desk: { issue } }: Draw) => ({ newsletterId: issue.newsletterId, issueId: issue.id });

const restOf = ({ desk: { issue } }: Draw): string[] => {
  const shown = new Set(shownPostIds(issue.digest));
  return Object.keys(issue.digest.postReasons).filter((id) => !shown.has(id));
};

const rowsOf = (draw: Draw, ids: readonly string[], isShown: boolean): Markup[] => {
  const stories = storyIdsOf(draw.desk.issue.digest);
  return ids.flatMap((id) => {
    const post = draw.desk.posts.get(id);
    return post ? [row(draw, post, isShown, stories)] : [];
  });
};

/** What is new: posts that wait for a decision, and those that came in by the rules since the editor looked. */
export const trayPart = (draw: Draw): Markup => {
  const waiting = waitingPosts(draw.desk);
  const fresh = newPosts(draw.desk).filter((post) => !waiting.includes(post));
  if (waiting.length + fresh.length === 0) return html`<section id="tray" data-part="tray" hidden></section>`;
  const reasons = draw.desk.issue.digest.postReasons;
  const line = (
    post: Post,
  ) => html`<li id="tray-${post.id}" tabindex="-1"><p dir="auto">${post.title || "Without a title"}</p><small>${reasons[post.id]?.text}</small>
${draw.may.edit ? html`<p class="acts">${editButton({ kind: "pin-post", postId: post.id }, "Put in", `Put in: “${post.title}”`)} ${editButton({ kind: "leave-post", postId: post.id }, "Leave to the rules", `Leave to the rules: “${post.title}”`)} ${editButton({ kind: "drop-post", postId: post.id }, "Drop", `Drop “${post.title}”`)}</p>` : ""}</li>`;
  return html`<section id="tray" data-part="tray"><h2>New posts</h2>
${waiting.length > 0 ? html`<p>${waiting.length === 1 ? "One came" : `${waiting.length} came`} after the issue was arranged, so nothing has moved. ${draw.may.edit ? editButton({ kind: "leave-tray" }, "Leave all to the rules") : ""}</p><ol class="rows">${waiting.map(line)}</ol>` : ""}
${fresh.length > 0 ? html`<details id="fresh"><summary>Sorted by the rules since you looked: ${fresh.length}</summary><ol class="rows">${fresh.map(line)}</ol></details>` : ""}
</section>`;
};

const row = (draw: Draw, post: Post, isShown: boolean, stories: readonly string[]): Markup => {
  const { issue } = draw.desk;
  const reason = issue.digest.postReasons[post.id];
  const photo = post.photos.find(isReady);
  const title = post.title || "Without a title";
  return html`<li id="${postAnchor(post.id)}" data-id="${post.id}" tabindex="-1">
${isShown && photo ? thumbnail(draw, photo, "") : ""}<div><p class="title" dir="auto">${title}</p><small>${reason?.text}</small>
${draw.may.edit ? html`<p class="acts">${acts(draw, post, title, stories)}</p>` : ""}
${isShown && draw.may.edit ? words(draw, post) : ""}</div></li>`;
};

/** Rules that keep a post out whatever an editor chooses. */
const closedTo: ReadonlySet<string> = new Set(["withdrawn", "sent", "embargo", "ahead", "too late", "too old"]);

const acts = (draw: Draw, post: Post, title: string, stories: readonly string[]): Markup => {
  const isClosed = closedTo.has(draw.desk.issue.digest.postReasons[post.id]?.rule ?? "");
  return html`${isClosed ? "" : choiceButtons(draw, post, title, stories)}${photosLink(draw, post, title)}`;
};

const photosLink = (draw: Draw, { id, photos }: Post, title: string): Markup => {
  if (photos.length === 0) return html``;
  const words = `${photos.length} ${photos.length === 1 ? "photo" : "photos"}`;
  return html`<a class="small" href="${deskPath(nameIn(draw), "photos")}#of-${id}" aria-label="${words} of “${title}”">${words}</a>`;
};

const choiceButtons = ({ desk }: Draw, { id: postId }: Post, title: string, stories: readonly string[]): Markup => {
  const { choices, digest } = desk.issue;
  const at = stories.indexOf(postId);
  const isLead = digest.postReasons[postId]?.rule === "lead";
  const isPlaced = choices.pinnedPostIds.includes(postId) || choices.leadPostId === postId;
  // In a correction everything is placed where it was sent, and nothing is left to rules.
  const touched = choices.droppedPostIds.includes(postId) || (isPlaced && !isCorrection(desk.issue));
  return html`${at >= 0 ? html`<button type="button" class="grip quiet small" data-key="pin-post" aria-label="Move “${title}”: drag, or arrow keys">≡</button>` : ""}
${at > 0 ? editButton({ kind: "pin-post", postId, to: at - 1 }, "↑", `Move “${title}” up`) : ""}
${at >= 0 && at < stories.length - 1 ? editButton({ kind: "pin-post", postId, to: at + 1 }, "↓", `Move “${title}” down`) : ""}
${at < 0 && !isLead ? editButton({ kind: "pin-post", postId }, "Put in", `Put in: “${title}”`) : ""}
${isLead ? "" : editButton({ kind: "make-lead", postId }, "Lead", `Lead: “${title}”`)}
${choices.droppedPostIds.includes(postId) ? "" : editButton({ kind: "drop-post", postId }, "Drop", `Drop “${title}”`)}
${touched ? editButton({ kind: "leave-post", postId }, "To the rules", `To the rules: “${title}”`) : ""}`;
};

const words = (draw: Draw, post: Post): Markup => {
  const back = `#${postAnchor(post.id)}`;
  const edit = (field: string) => ({ kind: "words", postId: post.id, field });
  return html`<details id="words-${post.id}"><summary>Words</summary>
${wordsForm(draw, { edit: edit("title"), label: "Title", value: post.title, back, most: 500, id: `title-${post.id}` })}
${wordsForm(draw, { edit: edit("excerpt"), label: "Excerpt", value: post.excerpt, back, most: 1000, long: true, id: `excerpt-${post.id}`, hint: "The mail shows whole sentences of it, as many as fit. Empty: as the source says." })}
</details>`;
};

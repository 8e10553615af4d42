import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { isGoing, isOpen } from "../digest/issue.ts";
import { shownPostIds } from "../digest/shown-posts.ts";
import type { Post } from "../posts/post.ts";
import { editedWord, namedWord } from "../posts/source-words.ts";
import { type Desk, isChangeable } from "./desk.ts";
import { type Draw, editButton } from "./desk-parts.ts";
import { postAnchor } from "./desk-paths.ts";

/**
 * What changed at its source after the draft: words that an editor had written over are decided here, one by one; of
 * the others those since the editor looked, or since the approval, are named.
 */
export const sourcePart = (draw: Draw): Markup => {
  const { issue, posts } = draw.desk;
  const shown = shownPostIds(issue.digest).flatMap((id) => posts.get(id) ?? []);
  const asked = isChangeable(issue) ? shown.flatMap(questionsOf) : [];
  const reworded = shown.filter((post) => isNews(draw.desk, post));
  if (asked.length + reworded.length === 0) return html`<section id="source" data-part="source" hidden></section>`;
  return html`<section id="source" data-part="source"><h2>Source changed</h2>
${asked.length > 0 ? html`<ol class="rows">${asked.map((question) => questionRow(draw, question))}</ol>` : ""}
${reworded.length > 0 ? html`<details id="reworded"><summary>${rewordedWords(issue.approvedAt !== undefined && isGoing(issue))}: ${reworded.length}</summary><ol class="rows">${reworded.map(({ id, title }) => html`<li><a href="#${postAnchor(id)}" dir="auto">${title || "Without a title"}</a></li>`)}</ol></details>` : ""}
</section>`;
};

type Question = { post: Post; name: string; mine: string; theirs: string };

const questionsOf = (post: Post): Question[] =>
  Object.entries(post.sourceSays ?? {}).flatMap(([name, theirs]) => {
    const mine = editedWord(post, name);
    return mine === undefined ? [] : [{ post, name, mine, theirs }];
  });

const labels: Readonly<Record<string, string>> = { alt: "description" };

/** Approved, the editor's words are those that were agreed to: they stand until somebody takes the source's. */
const questionRow = ({ desk, may }: Draw, { post, name, mine, theirs }: Question): Markup => {
  const { field, photoId } = namedWord(name);
  const label = labels[field] ?? field;
  const of =
    photoId === undefined ? "" : ` of photo ${(post.photos.find(({ id }) => id === photoId)?.position ?? 0) + 1}`;
  const edit = { kind: "words", postId: post.id, ...(photoId !== undefined && { photoId }), field, was: mine };
  const about = `the ${label}${of} of “${post.title}”`;
  const keep = isOpen(desk.issue) ? editButton({ ...edit, text: mine }, "Keep mine", `Keep mine: ${about}`) : "";
  return html`<li id="source-${post.id}-${name.replace(":", "-")}"><p dir="auto">The ${label}${of}: <a href="#${postAnchor(post.id)}">${post.title}</a></p>
<dl class="versions"><dt>Mine</dt><dd dir="auto">${mine}</dd><dt>Theirs, since</dt><dd dir="auto">${theirs || "Nothing"}</dd></dl>
${may.edit ? html`<p class="acts">${keep} ${editButton({ ...edit, text: "" }, "Take theirs", `Take theirs: ${about}`)}</p>` : ""}</li>`;
};

const isNews = ({ issue, lookedAt }: Desk, { rewordedAt }: Post): boolean => {
  const since = isGoing(issue) ? issue.approvedAt : lookedAt;
  return rewordedAt !== undefined && since !== undefined && rewordedAt > since;
};

const rewordedWords = (isApproved: boolean): string =>
  isApproved
    ? "Other words at the source since it was approved; the mail keeps those that were"
    : "Other words at the source since you looked, and in the mail";

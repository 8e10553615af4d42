import { type EditChanges, editPost, withEdits } from "../posts/edit-post.ts";
import type { PhotoEdits } from "../posts/photo.ts";
import { asEdited, type Post, type PostEdits } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";
import { isAsSeen, type PostEdit } from "./edit.ts";

export type Unsaid =
  | { ok: false; reason: "unknown-post" | "unknown-photo" | "too-large" }
  /** The words are others than the editor saw: `theirs` is what stands there now. */
  | { ok: false; reason: "stale"; theirs: string };

export type Said = { ok: true; undo: { postId: string; changes: EditChanges } } | Unsaid;

type Saying = { newsletterId: string; edit: PostEdit };

/** Lays what an editor says over a post, and answers what takes exactly that back; refused, it changes nothing. */
export const sayOfPost = async (deps: { posts: PostStore }, { newsletterId, edit }: Saying): Promise<Said> => {
  const unsaid = await whyUnsaid(deps, { newsletterId, edit });
  if (unsaid) return unsaid;
  const { postId } = edit;
  const changes = changesOf(edit);
  const done = await editPost(deps, { newsletterId, postId, changes });
  if (!done.ok) return { ok: false, reason: done.reason };
  return { ok: true, undo: { postId, changes: backOf(done.before?.edits ?? {}, changes) } };
};

/** Why it would be refused, as the post stands; nothing is written. */
export const whyUnsaid = async (
  { posts }: { posts: Pick<PostStore, "get"> },
  { newsletterId, edit }: Saying,
): Promise<Unsaid | undefined> => {
  const stored = (await posts.get(newsletterId, edit.postId))?.post;
  if (!stored) return { ok: false, reason: "unknown-post" };
  const tried = withEdits(stored, changesOf(edit));
  if (!tried.ok) return { ok: false, reason: tried.reason };
  if (edit.kind !== "words") return undefined;
  const theirs = shownWords(stored, edit);
  return isAsSeen(edit.was, theirs) ? undefined : { ok: false, reason: "stale", theirs };
};

const shownWords = (post: Post, { photoId, field }: Extract<PostEdit, { kind: "words" }>): string => {
  const edited = asEdited(post);
  const photo = edited.photos.find(({ id }) => id === photoId);
  const words = photoId === undefined ? { title: edited.title, excerpt: edited.excerpt } : { ...photo };
  return String((words as Partial<Record<string, unknown>>)[field] ?? "");
};

const changesOf = (edit: PostEdit): EditChanges => {
  const change: Record<string, unknown> =
    edit.kind === "words"
      ? { [edit.field]: edit.text }
      : edit.kind === "focal-point"
        ? { focalPoint: edit.point }
        : edit.kind === "sensitive"
          ? { sensitive: edit.sensitive }
          : { rights: edit.rights };
  return edit.photoId === undefined ? change : { photos: { [edit.photoId]: change } };
};

/** The changes that bring the edits back to what they were. */
const backOf = (before: PostEdits, { photos = {}, ...words }: EditChanges): EditChanges => ({
  ...former(before, words),
  ...(Object.keys(photos).length > 0 && {
    photos: Object.fromEntries(
      Object.entries(photos).map(([id, changes]) => [id, former(before.photos?.[id] ?? {}, changes)]),
    ),
  }),
});

const former = (before: PostEdits | PhotoEdits, changes: object): Record<string, unknown> =>
  Object.fromEntries(Object.keys(changes).map((field) => [field, (before as Record<string, unknown>)[field] ?? null]));

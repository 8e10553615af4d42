import { type EditChanges, editPost } from "../posts/edit-post.ts";
import type { PhotoEdits } from "../posts/photo.ts";
import { asEdited, type Post, type PostEdits } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";
import type { PostEdit } from "./edit.ts";

export type Said =
  | { ok: true; undo: { postId: string; changes: EditChanges } }
  | { ok: false; reason: "unknown-post" | "unknown-photo" | "too-large" }
  /** The words are others than the editor saw: `theirs` is what stands there now. */
  | { ok: false; reason: "stale"; theirs: string };

/** Lays what an editor says over a post, and answers what takes exactly that back. */
export const sayOfPost = async (
  deps: { posts: PostStore },
  { newsletterId, edit }: { newsletterId: string; edit: PostEdit },
): Promise<Said> => {
  const { postId } = edit;
  const stored = (await deps.posts.get(newsletterId, postId))?.post;
  if (!stored) return { ok: false, reason: "unknown-post" };
  const theirs = edit.kind === "words" ? shownWords(stored, edit) : "";
  if (edit.kind === "words" && edit.was !== undefined && edit.was.trim() !== theirs.trim())
    return { ok: false, reason: "stale", theirs };
  const changes = changesOf(edit);
  const done = await editPost(deps, { newsletterId, postId, changes });
  if (!done.ok) return { ok: false, reason: done.reason };
  return { ok: true, undo: { postId, changes: backOf(done.before?.edits ?? {}, changes) } };
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

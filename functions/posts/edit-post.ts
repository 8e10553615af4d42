import * as z from "zod";
import { changePost } from "./change-post.ts";
import { photoEditsSchema } from "./photo.ts";
import { type Post, type PostEdits, postEditsSchema } from "./post.ts";
import { fittedPost } from "./post-size.ts";
import { decided, wordField } from "./source-words.ts";
import type { PostStore } from "./store.ts";
import { type UnknownPost, unknownPost } from "./withdraw-post.ts";

/** Fields left out stay as they are; `null` takes an edit back, so that the source's word shows again. */
export const editChangesSchema = z.strictObject({
  ...nullable(postEditsSchema.omit({ photos: true }).shape),
  /** By photo id. */
  photos: z.record(z.string(), z.strictObject(nullable(photoEditsSchema.shape))).optional(),
});
export type EditChanges = z.infer<typeof editChangesSchema>;

/**
 * Lays an editor's words and choices over a post, apart from what the source says: no import ever changes them. Words
 * that the source has changed since are decided with it, and not asked about any more.
 */
export const editPost = (
  deps: { posts: Pick<PostStore, "get" | "put"> },
  { newsletterId, postId, changes }: { newsletterId: string; postId: string; changes: EditChanges },
) =>
  changePost<UnknownPost | UnknownPhoto | EditTooLarge>(deps, { newsletterId, postId }, (stored) =>
    stored ? withEdits(stored, changes) : unknownPost,
  );

/** The post with the changes laid over it; nothing is written. */
export const withEdits = (
  stored: Post,
  changes: EditChanges,
): { ok: true; post: Post } | UnknownPhoto | EditTooLarge => {
  const known = new Set([...stored.photos.map(({ id }) => id), ...Object.keys(stored.edits.photos ?? {})]);
  const photoId = Object.keys(changes.photos ?? {}).find((id) => !known.has(id));
  if (photoId !== undefined) return { ok: false, reason: "unknown-photo", photoId };
  const post = fittedPost({ ...decided(stored, writtenIn(changes)), edits: applied(stored.edits, changes) });
  return post ? { ok: true, post } : { ok: false, reason: "too-large" };
};

const writtenIn = ({ photos = {}, ...words }: EditChanges): string[] => [
  ...Object.keys(words),
  ...Object.entries(photos).flatMap(([id, changes]) => Object.keys(changes).map((field) => wordField(field, id))),
];

export type UnknownPhoto = { ok: false; reason: "unknown-photo"; photoId: string };
export type EditTooLarge = { ok: false; reason: "too-large" };

/** The edits after the changes. */
const applied = (edits: PostEdits, { photos = {}, ...words }: EditChanges): PostEdits => {
  const byPhoto = { ...edits.photos };
  for (const [id, changes] of Object.entries(photos)) byPhoto[id] = laidOver(byPhoto[id] ?? {}, changes);
  const edited = Object.entries(byPhoto).filter(([, each]) => Object.keys(each).length > 0);
  const { photos: _, ...before } = edits;
  return { ...laidOver(before, words), ...(edited.length > 0 && { photos: Object.fromEntries(edited) }) };
};

type Changes<T> = { [K in keyof T]?: T[K] | null | undefined };

const laidOver = <T extends object>(edits: T, changes: Changes<T>): T => {
  const stated = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    Object.entries({ ...edits, ...Object.fromEntries(stated) }).filter(([, value]) => value !== null),
  ) as T;
};

type Nullable<Shape extends z.ZodRawShape> = { [K in keyof Shape]: z.ZodNullable<Shape[K]> };

function nullable<Shape extends z.ZodRawShape>(shape: Shape): Nullable<Shape> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [name, z.nullable(schema as z.ZodType)]),
  ) as unknown as Nullable<Shape>;
}

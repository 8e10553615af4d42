import type { Files } from "../core/files.ts";
import type { Instant } from "../core/time.ts";
import { type EditTooLarge, editPost, type UnknownPhoto } from "./edit-post.ts";
import type { PostStore } from "./store.ts";
import type { UnknownPost } from "./withdraw-post.ts";

export type PhotoName = { newsletterId: string; postId: string; photoId: string };

/** A file with something in it is under this key as long as the photo is taken down; no address of ours shows it. */
export const takedownKey = (photoId: string): string => `photos/${photoId}/taken-down`;

export type TakenDown = { ok: true } | UnknownPost | UnknownPhoto | EditTooLarge;

/**
 * Shows the photo nowhere any more: within ten minutes every address of it is a plain picture of the same size, also in
 * mails that were sent and in the archive, and no issue takes it. What mail services keep of it is beyond our reach.
 * Repeating it is harmless.
 */
export const takeDownPhoto = async (
  deps: { posts: PostStore; files: Pick<Files, "put"> },
  { now, ...name }: PhotoName & { now: Instant },
): Promise<TakenDown> => {
  const marked = await editPost(deps, { ...name, changes: { photos: { [name.photoId]: { takenDownAt: now } } } });
  if (!marked.ok) return marked;
  await deps.files.put(takedownKey(name.photoId), Buffer.from(now), "text/plain");
  return { ok: true };
};

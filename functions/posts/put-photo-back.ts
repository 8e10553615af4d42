import type { Files } from "../core/files.ts";
import { editPost } from "./edit-post.ts";
import type { PostStore } from "./store.ts";
import { type PhotoName, type TakenDown, takedownKey } from "./take-down-photo.ts";

/** Takes a takedown back: the photo is shown again within ten minutes, as far as its rights allow. */
export const putPhotoBack = async (
  deps: { posts: PostStore; files: Pick<Files, "put"> },
  name: PhotoName,
): Promise<TakenDown> => {
  const unmarked = await editPost(deps, { ...name, changes: { photos: { [name.photoId]: { takenDownAt: null } } } });
  if (!unmarked.ok) return unmarked;
  await deps.files.put(takedownKey(name.photoId), new Uint8Array(), "text/plain");
  return { ok: true };
};

import { type Fetched, photosLacking, withFetched } from "./arrival.ts";
import { changePost } from "./change-post.ts";
import type { Photo } from "./photo.ts";
import type { PhotosMessage } from "./photos-message.ts";
import { incomingPostSchema, type Post } from "./post.ts";
import { fittedPost } from "./post-size.ts";
import type { PostStore } from "./store.ts";
import type { TakeInDeps } from "./take-in-post.ts";

export type FetchPostPhotosDeps = {
  posts: PostStore;
  completePost: NonNullable<TakeInDeps["completePost"]>;
  fetchPhotos: NonNullable<TakeInDeps["fetchPhotos"]>;
};

export type PostPhotosFetched =
  | { ok: true; kept: number; notHad: number }
  /** There is no such post, or it would be too large. */
  | { ok: false; reason: "no-post" | "too-large" };

/**
 * Fetches what a post was left without when it was taken in: the pictures of its page, and the pixels of its photos.
 * Asked again it fetches only what is still missing. What its source or an editor says meanwhile stands.
 */
export const fetchPostPhotos = async (
  deps: FetchPostPhotosDeps,
  { newsletterId, postId }: PhotosMessage,
): Promise<PostPhotosFetched> => {
  const stored = await deps.posts.get(newsletterId, postId);
  if (!stored) return { ok: false, reason: "no-post" };
  const { post: seen } = stored;
  const page = await readPage(deps, seen);
  const fetched = await fetchLacking(deps, withFetched(seen, { ...page, fetched: [] }).photos);
  const changed = await changePost<{ ok: false; reason: "no-post" | "too-large" }>(
    deps,
    { newsletterId, postId, stored },
    (now) => {
      if (!now) return { ok: false, reason: "no-post" };
      const same = now.fingerprint === seen.fingerprint;
      const post = fittedPost(withFetched(now, { ...(same && page), fetched }));
      return post ? { ok: true, post } : { ok: false, reason: "too-large" };
    },
  );
  if (!changed.ok) return changed;
  const notHad = fetched.filter(({ failure }) => failure !== undefined).length;
  return { ok: true, kept: fetched.length - notHad, notHad };
};

const readPage = async ({ completePost }: FetchPostPhotosDeps, post: Post): Promise<Omit<Fetched, "fetched">> => {
  if (post.pageFailure === undefined) return {};
  const completion = await completePost(incomingPostSchema.parse(post), post.newsletterId);
  return completion.ok ? { completed: completion.post } : { pageFailure: completion.reason };
};

const fetchLacking = async ({ fetchPhotos }: FetchPostPhotosDeps, photos: readonly Photo[]): Promise<Photo[]> => {
  const lacking = photosLacking(photos);
  return lacking.length > 0 ? fetchPhotos(lacking) : [];
};

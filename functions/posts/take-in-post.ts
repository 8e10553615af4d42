import { type Arrival, lacksPictures, photosToFetch } from "./arrival.ts";
import type { Photo } from "./photo.ts";
import { type IncomingPost, postId } from "./post.ts";
import { type PutOutcome, putPost, refusalOf } from "./put-post.ts";
import type { PostStore, Seen, StoredPost } from "./store.ts";

/** What intake may fetch; a dependency left out is a thing left for a later import. */
export type TakeInDeps = {
  posts: PostStore;
  /** The post with what its own page adds, or why the page cannot be read. */
  completePost?: ((said: IncomingPost, newsletterId: string) => Promise<Completion>) | undefined;
  /** The photos, fetched and measured or with their `failure`; never throws for one that cannot be had. */
  fetchPhotos?: ((photos: readonly Photo[]) => Promise<Photo[]>) | undefined;
  /** Told of a post that lacks what was left out here, so that somebody else fetches it (`fetchPostPhotos`). */
  leavePhotos?: ((post: { newsletterId: string; postId: string }) => Promise<void>) | undefined;
};

export type Completion = { ok: true; post: IncomingPost } | { ok: false; reason: string };

export type TakenIn = { outcome: PutOutcome; photos: { kept: number; notHad: readonly NotHad[] } };
export type NotHad = { url: string; reason: string };

/**
 * Brings one post in whole: completed from its page when its source has no pictures, its photos fetched, then put.
 * Only what is missing is fetched, so the same post again costs nothing; what could not be had is tried again.
 */
export const takeInPost = async (
  deps: TakeInDeps,
  arrival: Pick<Arrival, "newsletterId" | "source" | "said" | "now"> & { stored?: Seen },
): Promise<TakenIn> => {
  const { said, newsletterId } = arrival;
  const refusal = refusalOf(said);
  if (refusal) return { outcome: refusal, photos: { kept: 0, notHad: [] } };
  const read = () => deps.posts.get(newsletterId, postId(newsletterId, said.guid));
  const stored = arrival.stored === undefined ? ((await read()) ?? null) : arrival.stored;
  const whole: Arrival = { ...arrival, ...(await completed(deps, arrival, stored)) };
  const missing = photosToFetch(stored?.post, whole);
  const fetched = missing.length > 0 && deps.fetchPhotos ? await deps.fetchPhotos(missing) : [];
  const outcome = await putPost(deps, { ...whole, fetched, stored });
  const isLeft = (missing.length > 0 && !deps.fetchPhotos) || (whole.pageFailure !== undefined && !deps.completePost);
  if (outcome.ok && isLeft) await deps.leavePhotos?.({ newsletterId, postId: outcome.post.id });
  const notHad = fetched.flatMap(({ url, failure }) => (failure === undefined ? [] : [{ url, reason: failure }]));
  return { outcome, photos: { kept: fetched.length - notHad.length, notHad } };
};

const completed = async (
  { completePost }: TakeInDeps,
  { said, newsletterId }: Pick<Arrival, "said" | "newsletterId">,
  stored: StoredPost | null,
): Promise<Pick<Arrival, "completed" | "pageFailure">> => {
  if (!lacksPictures(stored?.post, said)) return {};
  if (!completePost) return { pageFailure: "has not been read" };
  const completion = await completePost(said, newsletterId);
  return completion.ok ? { completed: completion.post } : { pageFailure: completion.reason };
};

import { Conflict } from "../core/errors.ts";
import { isSame } from "./arrival.ts";
import type { Post } from "./post.ts";
import type { PostStore, Seen } from "./store.ts";

const mostTries = 20;

/** The post a change is about, and what the caller has read of it already: a stale one costs a read, nothing else. */
export type Target = { newsletterId: string; postId: string; stored?: Seen };

export type Changed<Refusal> = { ok: true; before: Post | undefined; post: Post; written: boolean } | Refusal;

/**
 * Applies a rule to a post as it stands when it is written: whoever loses a race reads again and decides again.
 * Nothing is written when the rule changes nothing or refuses. Throws `Conflict` after twenty lost races.
 */
export const changePost = async <Refusal extends { ok: false }>(
  deps: { posts: Pick<PostStore, "get" | "put"> },
  { newsletterId, postId, stored }: Target,
  rule: (stored: Post | undefined) => { ok: true; post: Post } | Refusal,
): Promise<Changed<Refusal>> => {
  let current = stored === undefined ? await deps.posts.get(newsletterId, postId) : (stored ?? undefined);
  for (let tries = 0; tries < mostTries; tries++) {
    const decided = rule(current?.post);
    if (!decided.ok) return decided;
    const { post } = decided;
    const before = current?.post;
    if (before && isSame(before, post)) return { ok: true, before, post: before, written: false };
    if (await deps.posts.put(post, current)) return { ok: true, before, post, written: true };
    current = await deps.posts.get(newsletterId, postId);
  }
  throw new Conflict(`post ${postId} changed ${mostTries} times while it was being written`);
};

import type { Instant } from "../core/time.ts";
import { leavesAt, type Post } from "./post.ts";
import type { PostStore } from "./store.ts";

/** Whether a post may be in an issue that holds what comes before the instant: not withdrawn, and not put off. */
export const mayGo = (post: Post, until: Instant): boolean => post.withdrawnAt === undefined && leavesAt(post) < until;

/** Those of the posts that may not go any more, as our own store knows: it costs one read, and nobody outside is asked. */
export const findHeldBack = async (
  deps: { posts: Pick<PostStore, "getMany"> },
  { newsletterId, postIds, until }: { newsletterId: string; postIds: readonly string[]; until: Instant },
): Promise<Post[]> => {
  const stored = await deps.posts.getMany(newsletterId, postIds);
  return [...stored.values()].map(({ post }) => post).filter((post) => !mayGo(post, until));
};

import type { Instant } from "../core/time.ts";
import { changePost } from "./change-post.ts";
import { type Post, postId } from "./post.ts";
import type { PostStore } from "./store.ts";

type WithdrawnBy = NonNullable<Post["withdrawnBy"]>;
export type Withdrawal = { newsletterId: string; guid: string; by: WithdrawnBy; now: Instant };

/**
 * Takes a post out of every issue that has not gone out: it stays readable, with when and by whom it was withdrawn.
 * A source can bring back what a source withdrew; what an editor withdrew stays so until an editor restores it.
 */
export const withdrawPost = (deps: { posts: PostStore }, { newsletterId, guid, by, now }: Withdrawal) =>
  changePost<UnknownPost>(deps, { newsletterId, postId: postId(newsletterId, guid) }, (stored) => {
    if (!stored) return unknownPost;
    const since = stored.withdrawnAt ?? now;
    return { ok: true, post: { ...stored, withdrawnAt: since, withdrawnBy: heavier(stored.withdrawnBy, by) } };
  });

export type UnknownPost = { ok: false; reason: "unknown-post" };
export const unknownPost: UnknownPost = { ok: false, reason: "unknown-post" };

const heavier = (before: Post["withdrawnBy"], now: WithdrawnBy) => (before === "editor" ? before : now);

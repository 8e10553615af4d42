import type { Instant } from "../core/time.ts";
import { changePost } from "./change-post.ts";
import { postId } from "./post.ts";
import type { PostStore } from "./store.ts";
import { type UnknownPost, unknownPost } from "./withdraw-post.ts";

/** Takes a withdrawal back, whoever made it; when the window of its date has passed by now, the post is a late one. */
export const restorePost = (
  deps: { posts: PostStore },
  { newsletterId, guid, now }: { newsletterId: string; guid: string; now: Instant },
) =>
  changePost<UnknownPost>(deps, { newsletterId, postId: postId(newsletterId, guid) }, (stored) => {
    if (!stored) return unknownPost;
    if (stored.withdrawnAt === undefined) return { ok: true, post: stored };
    const { withdrawnAt: _at, withdrawnBy: _by, ...live } = stored;
    return { ok: true, post: { ...live, arrivedAt: now } };
  });

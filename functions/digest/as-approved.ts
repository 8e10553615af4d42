import { asEdited, leavesAt, type Post } from "../posts/post.ts";
import type { Window } from "./issue.ts";

/**
 * The posts of an issue as they were when it was approved, whatever their sources say of them since; but what was
 * withdrawn, put off beyond the issue or taken down meanwhile is so here, too. `today` are the same posts as they are
 * now, by id. A post that was out when it was approved does not come in.
 */
export const asApproved = (
  approved: readonly Post[],
  today: ReadonlyMap<string, { post: Post }>,
  window: Window,
): Post[] =>
  approved.map((then) => {
    const now = today.get(then.id)?.post;
    if (!now) return then;
    const { withdrawnAt, withdrawnBy, publishedAt, embargoUntil } = now;
    const takenDownAt = new Map(asEdited(now).photos.map((photo) => [photo.id, photo.takenDownAt]));
    return {
      ...then,
      ...(withdrawnAt && { withdrawnAt, withdrawnBy }),
      ...(leavesAt(now) >= window.until && { publishedAt, embargoUntil }),
      photos: then.photos.map((photo) => {
        const at = takenDownAt.get(photo.id);
        return at === undefined ? photo : { ...photo, takenDownAt: at };
      }),
    };
  });

import { isReady } from "../posts/photo.ts";
import { asEdited, type Post } from "../posts/post.ts";
import { galleryOf } from "./apply-choice.ts";
import type { Issue } from "./issue.ts";
import { rankOf } from "./photo-rank.ts";

/**
 * The highlight that gives way when an editor chooses one more than nine: the least of those that no editor chose or
 * pinned, by its own merit; of equals the later. `undefined` when all of them were chosen.
 */
export const weakestHighlight = (
  { digest, choices }: Pick<Issue, "digest" | "choices">,
  posts: readonly Post[],
): string | undefined => {
  const photos = new Map(posts.flatMap((post) => asEdited(post).photos.map((photo) => [photo.id, photo])));
  let weakest: { id: string; rank: number } | undefined;
  for (const id of galleryOf(digest)) {
    const photo = photos.get(id);
    if (choices.pinnedPhotoIds.includes(id) || photo?.pinned) continue;
    const rank = photo && isReady(photo) ? rankOf(judged(photo)) : Number.NEGATIVE_INFINITY;
    if (!weakest || rank <= weakest.rank) weakest = { id, rank };
  }
  return weakest?.id;
};

const judged = (photo: Parameters<typeof rankOf>[0]["photo"]) => ({
  photo,
  first: photo.position === 0,
  captioned: Boolean(photo.caption?.trim()),
  pinned: false,
  storyScore: 0,
});

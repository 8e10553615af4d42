import type { Digest } from "./digest.ts";
import { placedPhotos } from "./placed-photos.ts";

/** The posts of the mail in its order. */
export const shownPostIds = ({ blocks }: Digest): string[] =>
  blocks.flatMap((block) => {
    if (block.kind === "lead") return [block.lead.postId];
    if (block.kind === "stories") return block.stories.map(({ postId }) => postId);
    return block.kind === "more" ? block.postIds : [];
  });

/** The posts that the mail shows anything of, if only a photo. */
export const namedPostIds = (digest: Digest): string[] => [
  ...new Set([...placedPhotos(digest).map(({ postId }) => postId), ...shownPostIds(digest)]),
];

import type { Digest } from "./digest.ts";

/** The posts of the mail in its order. */
export const shownPostIds = ({ blocks }: Digest): string[] =>
  blocks.flatMap((block) => {
    if (block.kind === "lead") return [block.lead.postId];
    if (block.kind === "stories") return block.stories.map(({ postId }) => postId);
    return block.kind === "more" ? block.postIds : [];
  });

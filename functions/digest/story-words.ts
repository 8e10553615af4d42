import { excerptOf } from "../posts/excerpt.ts";
import type { Post } from "../posts/post.ts";

/** Most words of an excerpt (docs/editing.md M4). */
export const leadWords = 60;
export const storyWords = 35;

/**
 * The excerpt of a post in at most so many words, whole sentences always: of what the editor or the source gave, else of
 * its opening; empty rather than cut in mid-sentence.
 */
export const excerptIn = ({ excerpt, paragraphs, language, title }: Post, words: number): string =>
  excerptOf([excerpt], { language, words }) || excerptOf(paragraphs, { language, words, title });

/** The excerpt one sentence shorter, or less than half as long; `undefined` when nothing shorter is left but nothing. */
export const shorterExcerpt = (excerpt: string, words: number): string | undefined => {
  const shorter = excerptOf([excerpt], { words });
  return shorter !== excerpt ? shorter : undefined;
};

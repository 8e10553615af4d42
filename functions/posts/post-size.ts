import type { IncomingPost, Post } from "./post.ts";

/** What a source may say of one post, as JSON. */
export const largestSaidBytes = 1_000_000;

/** What a post may take in the store, whose items end at 409,600 bytes with their keys. */
export const largestPostBytes = 400_000;

export const isTooLarge = (said: IncomingPost): boolean => bytesOf(said) > largestSaidBytes;

/**
 * The post in a size that can be stored: paragraphs are left out from the end until it fits, for a digest shows an
 * excerpt and links to the rest. `undefined` when it does not fit without any prose either.
 */
export const fittedPost = (post: Post): Post | undefined => {
  let excess = bytesOf(post) - largestPostBytes;
  if (excess <= 0) return post;
  const paragraphs = [...post.paragraphs];
  while (excess > 0 && paragraphs.length > 0) excess -= bytesOf(paragraphs.pop()) + 1;
  return excess > 0 ? undefined : { ...post, paragraphs };
};

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

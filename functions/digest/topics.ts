import type { Post } from "../posts/post.ts";
import { looksLikeName } from "./persons.ts";

/** A tag on more than this share of the week's posts says what the publication is about, not what a post is about. */
const commonShare = 0.5;

export type TopicOf = (post: Post) => string | undefined;

/**
 * Gives each post of the week its topic: the first of its tags that is neither a person nor on most of the posts, else
 * the first person. Without tags a post has no topic, and no cap on topics holds it back.
 */
export const topicsOf = (posts: readonly Post[]): TopicOf => {
  const uses = new Map<string, number>();
  for (const post of posts) for (const tag of new Set(post.tags.map(tagKey))) uses.set(tag, (uses.get(tag) ?? 0) + 1);
  const most = Math.max(posts.length * commonShare, 2);
  return (post) => {
    const telling = post.tags.filter((tag) => (uses.get(tagKey(tag)) ?? 0) <= most);
    const topic = telling.find((tag) => !looksLikeName(tag)) ?? telling[0];
    return topic && tagKey(topic);
  };
};

export const tagKey = (tag: string): string => tag.trim().toLowerCase();

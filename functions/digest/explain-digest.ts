import type { Post } from "../posts/post.ts";
import type { Digest, Reason } from "./digest.ts";
import { counted } from "./reason.ts";
import { shownPostIds } from "./shown-posts.ts";

type Reasons = Readonly<Record<string, Reason>>;

/** How many posts or photos each rule decided about; the counts sum to their number. */
export const countByRule = (reasons: Reasons): { in: boolean; rule: string; count: number }[] => {
  const counts = new Map<string, { in: boolean; rule: string; count: number }>();
  for (const reason of Object.values(reasons)) {
    const rule = reason.rule ?? "other";
    const key = `${reason.in} ${rule}`;
    const known = counts.get(key) ?? { in: reason.in, rule, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  return [...counts.values()].toSorted((a, b) => Number(b.in) - Number(a.in) || b.count - a.count);
};

/**
 * The digest explained in lines of text: the counts, what to know, then every post with every photo and its reason; the
 * posts of the mail first, in its order.
 */
export const explainDigest = (digest: Digest, posts: ReadonlyMap<string, Post>): string[] => {
  const photoReasons = new Map(Object.entries(digest.photoReasons));
  const shown = shownPostIds(digest);
  const placeOf = (id: string) => (shown.includes(id) ? shown.indexOf(id) : shown.length);
  const ofPosts = Object.entries(digest.postReasons).toSorted(([a], [b]) => placeOf(a) - placeOf(b));
  return [
    summary(digest.postReasons, "post"),
    summary(digest.photoReasons, "photo"),
    ...section("To know", digest.remarks),
    ...section("Trimmed", digest.trimmed),
    "",
    ...ofPosts.flatMap(([postId, reason]) => {
      const post = posts.get(postId);
      const photos = post?.photos.filter(({ id }) => photoReasons.has(id)) ?? [];
      return [
        `${post?.title.trim() || "(without a title)"} [${postId}]`,
        `  ${reason.text}`,
        ...photos.map(({ id, position }) => `    ${position + 1}. ${photoReasons.get(id)?.text} [${id}]`),
      ];
    }),
  ];
};

/** "80 posts: 61 in (1 lead, 8 story, 12 more), 19 out (10 sent, 9 dropped)". */
const summary = (reasons: Reasons, noun: string): string => {
  const counts = countByRule(reasons);
  const side = (isIn: boolean): string => {
    const of = counts.filter((each) => each.in === isIn);
    const sum = of.reduce((total, { count }) => total + count, 0);
    const parts = of.map(({ count, rule }) => `${count} ${rule}`).join(", ");
    return `${sum} ${isIn ? "in" : "out"}${parts && ` (${parts})`}`;
  };
  return `${counted(Object.keys(reasons).length, noun)}: ${side(true)}, ${side(false)}`;
};

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? ["", title, ...lines.map((line) => `  ${line}`)] : [];

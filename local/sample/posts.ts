import { type Instant, toInstant } from "../../functions/core/time.ts";
import { week1 } from "./posts/week-1.ts";
import { week2 } from "./posts/week-2.ts";
import { week3 } from "./posts/week-3.ts";
import { latePost, nextPost, week4 } from "./posts/week-4.ts";
import type { SamplePost } from "./sample-post.ts";

/** Every post of the sample, by week; the late one and the one dated ahead stand last. */
export const samplePosts: readonly SamplePost[] = [...week1, ...week2, ...week3, ...week4, latePost, nextPost];

/** The same post is the same guid on every port and in every year. */
export const guidOf = (post: SamplePost): string => `tag:nobody-blinked.example,2026:${post.slug}`;

export const canonicalUrl = (origin: string, slug: string): string => `${origin}/sample/posts/${slug}`;

/**
 * What the feed holds at an instant, newest date first. A feed never takes anything back: posts taken back stay in it
 * and are told by `sampleWithdrawals`.
 */
export const postsAt = (at: Instant): readonly SamplePost[] =>
  samplePosts
    .filter((post) => toInstant(post.appearsAt ?? post.publishedAt) <= at)
    .toSorted((a, b) => Date.parse(b.publishedAt) - Date.parse(a.publishedAt));

/** The posts that the blog has taken back by an instant. */
export const sampleWithdrawals = (at: Instant): readonly { guid: string; withdrawnAt: Instant }[] =>
  samplePosts.flatMap((post) => {
    const withdrawnAt = post.withdrawnAt === undefined ? undefined : toInstant(post.withdrawnAt);
    return withdrawnAt !== undefined && withdrawnAt <= at ? [{ guid: guidOf(post), withdrawnAt }] : [];
  });

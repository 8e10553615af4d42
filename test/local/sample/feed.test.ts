import { parseRssFeed } from "feedsmith";
import { describe, expect, it } from "vitest";
import { sampleNow } from "../../../local/sample/calendar.ts";
import { sampleFeed } from "../../../local/sample/feed.ts";
import { photoUrl } from "../../../local/sample/post-html.ts";
import { guidOf, postsAt, samplePosts } from "../../../local/sample/posts.ts";
import { figuresOf } from "../../../local/sample/sample-post.ts";

const origin = "http://127.0.0.1:8025";

describe("the sample's feed", () => {
  const feed = parseRssFeed(sampleFeed(origin, sampleNow));

  it("gives every post back: guid, address, title, author, date, tags and comment count", () => {
    const told = feed.items?.map((item) => ({
      guid: item.guid?.value,
      link: item.link,
      title: item.title?.replace(" | Nobody Blinked", ""),
      author: item.dc?.creators?.[0],
      at: Date.parse(String(item.pubDate)),
      tags: item.categories?.map((category) => category.name),
      comments: item.slash?.comments,
    }));
    expect(told).toEqual(
      postsAt(sampleNow).map((post) => ({
        guid: guidOf(post),
        link: `${origin}/sample/posts/${post.slug}`,
        title: post.title,
        author: post.author,
        at: Date.parse(post.publishedAt),
        tags: [...post.tags],
        comments: post.comments,
      })),
    );
    expect(told).toHaveLength(samplePosts.length);
  });

  it("holds every photo of every post in the text", () => {
    for (const [i, post] of postsAt(sampleNow).entries())
      for (const figure of figuresOf(post))
        expect(feed.items?.[i]?.content?.encoded).toContain(photoUrl(origin, figure.photo));
  });

  it("carries the chaff that real feeds carry", () => {
    const all = feed.items?.map((item) => `${item.title} ${item.description} ${item.content?.encoded}`).join("\n");
    for (const chaff of [
      "appeared first on",
      "Continue reading",
      "[…]",
      "[gallery",
      "| Nobody Blinked",
      "data-src",
      "srcset",
      "Share this",
      'width="1"',
    ])
      expect(all).toContain(chaff);
  });

  it("rates the sensitive picture and credits in Media RSS where the text does not", () => {
    const media = feed.items?.flatMap((item) => item.media?.contents ?? []) ?? [];
    expect(media.filter((content) => content.ratings?.some((rating) => rating.value === "adult"))).toHaveLength(1);
    expect(media.map((content) => content.credits?.[0]?.value)).toContain("Karl Blossfeldt/The J. Paul Getty Museum");
  });

  it("grows with the clock", () => {
    const earlier = parseRssFeed(sampleFeed(origin, "2026-10-03T06:00:00.000Z"));
    expect(earlier.items?.length).toBe(10);
  });
});

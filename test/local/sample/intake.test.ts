import { describe, expect, it } from "vitest";
import { parseFeed } from "../../../functions/posts/parse-feed.ts";
import { sampleNow } from "../../../local/sample/calendar.ts";
import { sampleFeed } from "../../../local/sample/feed.ts";
import { photoUrl, wordsOf } from "../../../local/sample/post-html.ts";
import { guidOf, postsAt } from "../../../local/sample/posts.ts";
import { figuresOf } from "../../../local/sample/sample-post.ts";

const origin = "http://127.0.0.1:8025";

describe("intake, reading the sample's feed", () => {
  const { posts, refused, undated } = parseFeed({
    bytes: new TextEncoder().encode(sampleFeed(origin, sampleNow)),
    contentType: "application/rss+xml; charset=utf-8",
    url: `${origin}/sample/feed.xml`,
    newsletterId: "nobody-blinked",
    now: sampleNow,
  });
  const written = postsAt(sampleNow);

  it("understands every post", () => {
    expect({ refused, undated }).toEqual({ refused: [], undated: [] });
    expect(posts.map(({ guid }) => guid)).toEqual(written.map(guidOf));
  });

  it("finds every photo in its order, with its caption, alternative text and credit", () => {
    for (const [i, post] of written.entries()) {
      if (post.chaff?.includes("teaser")) continue;
      const expected = figuresOf(post).map((figure) => {
        const { caption, alt, credit } = wordsOf(figure);
        return {
          url: photoUrl(origin, figure.photo),
          caption: figure.photo === "IMG_4471" ? undefined : caption,
          alt,
          credit,
        };
      });
      expect(posts[i]?.photos.map(({ url, caption, alt, credit }) => ({ url, caption, alt, credit }))).toEqual(
        expected,
      );
    }
  });

  it("leaves nothing of the chaff in titles, prose and excerpts", () => {
    const words = posts.flatMap(({ title, paragraphs, excerpt }) => [title, excerpt, ...paragraphs]).join("\n");
    expect(words).not.toMatch(
      /appeared first on|Continue reading|\[…\]|\[gallery|\| Nobody Blinked|Share this|Photo: |A post shared/,
    );
    for (const { excerpt } of posts) expect(excerpt).toMatch(/[.!?؟”]$/);
  });
});

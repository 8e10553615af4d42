import { describe, expect, it } from "vitest";
import { toInstant } from "../../../functions/core/time.ts";
import { sampleNow, sampleWindows } from "../../../local/sample/calendar.ts";
import { wordsOf } from "../../../local/sample/post-html.ts";
import { latePost, nextPost, week4 } from "../../../local/sample/posts/week-4.ts";
import { postsAt, samplePosts, sampleWithdrawals } from "../../../local/sample/posts.ts";
import { figuresOf, proseOf } from "../../../local/sample/sample-post.ts";

const wordsIn = (text: string) => text.split(/\s+/).filter(Boolean).length;
const weekly = samplePosts.filter((post) => post !== latePost && post !== nextPost);

describe("the sample's posts", () => {
  it("are 40 or more over four weeks, 12 or more of them in the last", () => {
    expect(samplePosts.length).toBeGreaterThanOrEqual(40);
    expect(week4.length).toBeGreaterThanOrEqual(12);
  });

  it("have each their own slug, title, guid and opening sentence", () => {
    const openings = samplePosts.map((post) => proseOf(post)[0]?.split(/[.?!؟]/)[0]);
    for (const values of [samplePosts.map((p) => p.slug), samplePosts.map((p) => p.title), openings])
      expect(new Set(values).size).toBe(samplePosts.length);
    expect(openings).not.toContain(undefined);
  });

  it.each(samplePosts.map((post) => [post.slug, post] as const))("%s has 80 to 300 words of prose", (_, post) => {
    const words = wordsIn(proseOf(post).join(" "));
    expect(words).toBeGreaterThanOrEqual(80);
    expect(words).toBeLessThanOrEqual(300);
  });

  it("fall into the four windows, 10 or more in each", () => {
    const perWindow = sampleWindows.map(
      ({ from, until }) =>
        weekly.filter((post) => {
          const at = toInstant(post.publishedAt);
          return from <= at && at < until;
        }).length,
    );
    expect(perWindow.reduce((sum, n) => sum + n)).toBe(weekly.length);
    expect(Math.min(...perWindow)).toBeGreaterThanOrEqual(10);
  });

  it("spread the last week over all its days", () => {
    expect(new Set(week4.map((post) => post.publishedAt.slice(0, 10))).size).toBe(7);
  });

  it("hold one that is late, one dated ahead, one taken back and one that is sensitive", () => {
    const [, week2, , last] = sampleWindows;
    const lateAt = toInstant(latePost.publishedAt);
    expect(week2 && week2.from <= lateAt && lateAt < week2.until).toBe(true);
    const turnsUpAt = toInstant(latePost.appearsAt ?? "");
    expect(last && last.from <= turnsUpAt && turnsUpAt < last.until).toBe(true);
    expect(postsAt(sampleNow)).toContain(nextPost);
    expect(toInstant(nextPost.publishedAt) > sampleNow).toBe(true);
    expect(sampleWithdrawals(sampleNow)).toHaveLength(1);
    expect(week4.filter((post) => post.tags.includes("accident"))).toHaveLength(1);
  });

  it("hold what a choice has to cope with: embeds, no photo, an introduced photo, Arabic, capitals", () => {
    const kinds = week4
      .flatMap((post) => post.body)
      .map((block) => (typeof block === "string" ? "text" : Object.keys(block)[0]));
    expect(kinds).toEqual(expect.arrayContaining(["instagram", "video", "figure", "set"]));
    expect(week4.filter((post) => figuresOf(post).length === 0).length).toBeGreaterThanOrEqual(2);
    const introduced = week4.filter((post) =>
      post.body.some(
        (block, i) => typeof block === "string" && block.endsWith(":") && typeof post.body[i + 1] === "object",
      ),
    );
    expect(introduced.length).toBeGreaterThanOrEqual(3);
    expect(week4.filter((post) => post.language === "ar")).toHaveLength(1);
    expect(week4.some((post) => post.title === post.title.toUpperCase() && /[A-Z]/.test(post.title))).toBe(true);
  });

  it("say in the alternative text something else than in the caption, and repeat no caption within a week", () => {
    for (const post of samplePosts)
      for (const figure of figuresOf(post)) {
        const { caption, alt } = wordsOf(figure);
        expect(alt).not.toBe(caption);
        expect(caption.length).toBeLessThanOrEqual(90);
      }
    for (const { from, until } of sampleWindows) {
      const inWeek = weekly.filter((post) => {
        const at = toInstant(post.publishedAt);
        return from <= at && at < until;
      });
      const captions = inWeek.flatMap((post) => figuresOf(post).map((figure) => wordsOf(figure).caption));
      expect(new Set(captions).size).toBe(captions.length);
    }
  });
});

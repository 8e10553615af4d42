import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { sampleApp } from "../../../local/sample/app.ts";
import { sampleNow } from "../../../local/sample/calendar.ts";
import { samplePosts } from "../../../local/sample/posts.ts";

const app = sampleApp({ origin: () => "http://127.0.0.1:8025", clock: () => sampleNow });
const get = async (path: string) => app.request(path);

describe("the sample blog", () => {
  it("shows every post but the one taken back and the one dated ahead", async () => {
    const answers = await Promise.all(
      samplePosts.map(async (post) => [post.slug, (await get(`/sample/posts/${post.slug}`)).status]),
    );
    expect(answers.filter(([, status]) => status !== 200)).toEqual([
      ["the-wrong-bridge", 410],
      ["the-hour-that-happened-twice", 404],
    ]);
  });

  it("has no script on its pages, and nothing of another site in them", async () => {
    const page = await (await get("/sample/posts/the-shack-was-never-there")).text();
    expect(page).not.toMatch(/<script|<iframe/i);
    expect([...page.matchAll(/ src="([^"]*)"/g)].map(([, src]) => src)).toEqual([
      "http://127.0.0.1:8025/sample/photos/home-house.jpg",
      "http://127.0.0.1:8025/sample/photos/home-sky.jpg",
    ]);
  });

  it("turns the Arabic page right to left", async () => {
    expect(await (await get("/sample/posts/mina-yantazir-al-madd")).text()).toContain('<html lang="ar" dir="rtl">');
  });

  it("serves photos, whole and small, and nothing else", async () => {
    const whole = await get("/sample/photos/alp-range.jpg");
    expect(whole.headers.get("content-type")).toBe("image/jpeg");
    expect((await sharp(await whole.arrayBuffer()).metadata()).width).toBe(960);
    const small = await get("/sample/photos/alp-range-300x151.jpg");
    expect((await sharp(await small.arrayBuffer()).metadata()).width).toBe(300);
    for (const path of ["nothing.jpg", "constructor.jpg", "..%2Fphotos.jpg", "alp-range.png"])
      expect((await get(`/sample/photos/${path}`)).status).toBe(404);
  });

  it("lists on its front page what can be read", async () => {
    const page = await (await get("/sample/")).text();
    expect(page).toContain("People waiting in boats");
    expect(page).not.toContain("The hour that happened twice");
  });

  it("feeds what the clock allows", async () => {
    const answer = await get("/sample/feed.xml");
    expect(answer.headers.get("content-type")).toContain("application/rss+xml");
    expect((await answer.text()).match(/<item>/g)).toHaveLength(samplePosts.length);
  });
});

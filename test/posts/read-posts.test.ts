import { expect, it } from "vitest";
import type { GuardedFetch } from "../../functions/core/guarded-fetch.ts";
import { readPosts } from "../../functions/posts/read-posts.ts";

const url = "https://flashbulb.example/feed";
const page = (...days: number[]) =>
  new TextEncoder().encode(`<?xml version="1.0"?><rss version="2.0"><channel><title>Flashbulb</title>
<link>https://flashbulb.example</link><generator>https://wordpress.org/?v=6.6</generator>${days
    .map(
      (day) => `<item><title>Of day ${day}</title><link>https://flashbulb.example/${day}</link><guid>g${day}</guid>
<pubDate>${new Date(Date.UTC(2026, 10, day)).toUTCString()}</pubDate><description>The boats came in.</description></item>`,
    )
    .join("")}</channel></rss>`);

/** The days whose posts are read of pages of a feed, back to the tenth or to known guids. */
const daysRead = async (pages: Uint8Array<ArrayBuffer>[], guids: string[] = []) => {
  const fetch: GuardedFetch = async ({ url: asked }) => {
    const bytes = pages[Number(new URL(asked).searchParams.get("paged")) - 1];
    return bytes
      ? { ok: true, status: 200, bytes, contentType: "application/rss+xml", finalUrl: asked }
      : { ok: false, reason: "status", status: 404 };
  };
  const backTo = { guids: new Set(guids), since: "2026-11-10T00:00:00.000Z" };
  const input = { url, source: url, newsletterId: "flashbulb", now: "2026-11-28T00:00:00.000Z", pages: 20, backTo };
  const { posts } = await readPosts({ fetch }, { ...input, bytes: pages[0] ?? page() });
  return posts.map(({ guid }) => Number(guid.slice(1)));
};

it("reads on behind an old post that a feed in the order of changes has last on its page", async () => {
  expect(await daysRead([page(26, 25, 24, 2), page(23, 22, 9, 8, 7), page(6)])).toEqual([
    26, 25, 24, 2, 23, 22, 9, 8, 7,
  ]);
  expect(await daysRead([page(26, 25, 24, 12), page(23, 12, 11, 9)], ["g12", "g11"])).toContain(23);
});

it("reads no further than a page that ends with what is known or old", async () => {
  expect(await daysRead([page(26, 12, 11, 9), page(8)], ["g12", "g11"])).toEqual([26, 12, 11, 9]);
});

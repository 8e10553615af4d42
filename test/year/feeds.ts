import type { Fetched, GuardedFetch } from "../../functions/core/guarded-fetch.ts";
import type { Instant } from "../../functions/core/time.ts";
import type { IncomingPost } from "../../functions/posts/post.ts";
import { type Chance, chanceFrom } from "./chance.ts";

/** The blogs of the year: each has a feed of its newest ten, older ones on further pages, and a page for every post. */
export type Feeds = {
  publish(newsletterId: string, said: IncomingPost): void;
  /** From then on it is in no feed, and its page is gone. */
  withdraw(newsletterId: string, guid: string, at: Instant): void;
  /** All that was ever published by feed. */
  items(newsletterId: string): readonly Item[];
  asked: { feeds: number; unchanged: number; failed: number; pages: number };
  fetch: GuardedFetch;
};

export type Item = { said: IncomingPost; withdrawnAt?: Instant };

const site = "https://flashbulb.example";
export const feedOf = (newsletterId: string): string => `${site}/${newsletterId}/feed`;

const perPage = 10;
/** So often a feed answers 503, or nothing in time. */
const failsOneIn = 5;

export const openFeeds = (seed: number): Feeds => {
  const chances = new Map<string, Chance>();
  // Each by itself, so that the order in which they are asked decides nothing.
  const chanceOf = (url: URL): Chance => {
    const known = chances.get(url.href) ?? chanceFrom(seed + 1000 * chances.size);
    chances.set(url.href, known);
    return known;
  };
  const published = new Map<string, Item[]>();
  const gone = new Set<string>();
  const asked = { feeds: 0, unchanged: 0, failed: 0, pages: 0 };
  const items = (newsletterId: string): Item[] => published.get(newsletterId) ?? [];
  const feed = (url: URL, etag: string | undefined): Fetched => {
    asked.feeds += 1;
    const chance = chanceOf(url);
    if (chance.happens(1 / failsOneIn)) {
      asked.failed += 1;
      return chance.happens(0.5) ? { ok: false, reason: "timeout" } : { ok: false, reason: "status", status: 503 };
    }
    const page = Number(url.searchParams.get("paged") ?? 1);
    const standing = items(url.pathname.split("/")[1] ?? "").filter(({ withdrawnAt }) => withdrawnAt === undefined);
    const newest = standing.map(({ said }) => said).toSorted((a, b) => b.publishedAt.localeCompare(a.publishedAt));
    const some = newest.slice((page - 1) * perPage, page * perPage);
    if (some.length === 0 && page > 1) return notFound;
    const tag = `"${some.map(({ guid }) => guid).join(" ")}"`;
    const said = { contentType: "application/rss+xml", finalUrl: url.href, etag: tag };
    if (etag !== tag) return { ok: true, status: 200, bytes: Buffer.from(rss(some)), ...said };
    asked.unchanged += 1;
    return { ok: true, status: 304, bytes: new Uint8Array(), ...said };
  };
  return {
    items,
    asked,
    publish(newsletterId, said) {
      published.set(newsletterId, [...items(newsletterId), { said }]);
    },
    withdraw(newsletterId, guid, at) {
      const withdrawn = (item: Item) => (item.said.guid === guid ? { ...item, withdrawnAt: at } : item);
      published.set(newsletterId, items(newsletterId).map(withdrawn));
      gone.add(guid);
    },
    fetch: async ({ url, etag }) => {
      const at = new URL(url);
      if (at.pathname.endsWith("/feed")) return feed(at, etag);
      asked.pages += 1;
      if (gone.has(at.pathname.slice(1))) return notFound;
      return { ok: true, status: 200, bytes: page, contentType: "text/html", finalUrl: url };
    },
  };
};

const notFound: Fetched = { ok: false, reason: "status", status: 404 };
const page = Buffer.from(
  "<!doctype html><html lang=en><title>A post</title><article><p>The boats came in.</p></article>",
);

const rss = (posts: readonly IncomingPost[]): string => `<?xml version="1.0"?>
<rss version="2.0"><channel><title>Flashbulb</title><link>${site}</link><generator>https://wordpress.org/?v=6.6</generator>
${posts
  .map(
    ({ guid, url, title, publishedAt, excerpt }) =>
      `<item><title>${title}</title><link>${url}</link><guid isPermaLink="false">${guid}</guid><pubDate>${new Date(publishedAt).toUTCString()}</pubDate><description><![CDATA[<p>${excerpt}</p>]]></description></item>`,
  )
  .join("\n")}</channel></rss>`;

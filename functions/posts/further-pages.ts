import type { ParsedFeed } from "./parse-feed.ts";

/** So many posts a request, which is the most that WordPress gives. */
const wordpressPageSize = 100;

/**
 * The address of the page after this one: the one the feed names (RFC 5005 `next` and `prev-archive`, JSON Feed
 * `next_url`), else `?paged=2` and on for WordPress, which shows its newest ten. `undefined` when there is none.
 * Whoever follows stops at a page that brings no new guid, that is not found, or that was fetched before.
 */
export const furtherPage = (feed: ParsedFeed, url: string): string | undefined => {
  if (feed.next && feed.next !== url) return feed.next;
  if (feed.posts.length === 0 || !URL.canParse(url)) return undefined;
  const page = new URL(url);
  if (page.pathname.includes("/wp-json/")) return nextRestPage(page, feed.posts.length);
  if (!/wordpress/i.test(feed.generator ?? "")) return undefined;
  page.searchParams.set("paged", String(Math.max(1, Number(page.searchParams.get("paged") ?? 1)) + 1));
  return page.href;
};

/** A page that is not full is the last one. */
const nextRestPage = (page: URL, posts: number): string | undefined => {
  if (posts < Number(page.searchParams.get("per_page") ?? 10)) return undefined;
  page.searchParams.set("page", String(Number(page.searchParams.get("page") ?? 1) + 1));
  return page.href;
};

/** Where WordPress's REST API gives a site's posts with their pictures, terms and authors, newest first. */
export const wordpressPosts = (siteUrl: string, after?: string): string => {
  const url = new URL("wp-json/wp/v2/posts", siteUrl.endsWith("/") ? siteUrl : `${siteUrl}/`);
  url.search = "";
  url.searchParams.set("_embed", "1");
  url.searchParams.set("per_page", String(wordpressPageSize));
  if (after) url.searchParams.set("after", after);
  return url.href;
};

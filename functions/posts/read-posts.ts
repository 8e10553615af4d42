import { InvalidInput } from "../core/errors.ts";
import type { GuardedFetch } from "../core/guarded-fetch.ts";
import type { Instant } from "../core/time.ts";
import { furtherPage, wordpressPosts } from "./further-pages.ts";
import { feedBytesMax } from "./guard-markup.ts";
import type { SourceBytes, SourcePosts } from "./import-posts.ts";
import { type ParsedFeed, parseFeed } from "./parse-feed.ts";
import type { IncomingPost } from "./post.ts";
import { whyNotFetched } from "./read-source.ts";

export type ReadPostsInput = SourceBytes & { newsletterId: string; now: Instant; pages: number };

/**
 * What a feed says, and its further pages, at most `pages` in all, until one brings nothing new; a page that cannot be
 * had ends it with a remark, and what was read stands. A WordPress site without such pages is asked by its REST API. Of
 * a file only the file is read. Throws `InvalidInput` for what is no feed.
 */
export const readPosts = async (deps: { fetch: GuardedFetch }, input: ReadPostsInput): Promise<SourcePosts> => {
  const first = parseFeed(input);
  const posts = new Map(postsOf(first).map((post) => [post.guid, post]));
  const refused = [...first.refused];
  const remarks: string[] = [];
  const asked = new Set([input.url]);
  let feed = first;
  let next = /^https?:/i.test(input.url) ? furtherPage(first, input.url) : undefined;
  for (let page = 2; page <= input.pages && next !== undefined && !asked.has(next); page++) {
    asked.add(next);
    const answer = await readPage(deps, input, next);
    const found = answer.ok ? postsOf(answer.feed).filter(({ guid }) => !posts.has(guid)) : [];
    for (const post of found) posts.set(post.guid, post);
    if (answer.ok && found.length > 0) {
      refused.push(...answer.feed.refused);
      feed = answer.feed;
      next = furtherPage(feed, next);
    } else {
      if (!answer.ok && !answer.isEnd) remarks.push(`the page ${page} ${answer.reason}`);
      next = page === 2 ? restPage(first) : undefined;
    }
  }
  return { posts: [...posts.values()], refused, remarks };
};

/** The posts, those without a date of their own marked, so that they keep the one they are stored with first. */
const postsOf = (feed: ParsedFeed): IncomingPost[] => {
  const undated = new Set(feed.undated);
  return feed.posts.map((post) => (undated.has(post.guid) ? { ...post, undated: true } : post));
};

type Page = { ok: true; feed: ParsedFeed } | { ok: false; reason: string; isEnd: boolean };

const readPage = async (deps: { fetch: GuardedFetch }, input: ReadPostsInput, url: string): Promise<Page> => {
  const fetched = await deps.fetch({ url, kind: "feed", maxBytes: feedBytesMax });
  // WordPress says 404 beyond its last page, and 400 in its REST API.
  if (!fetched.ok) {
    const isEnd = fetched.reason === "status" && (fetched.status === 404 || fetched.status === 400);
    return { ok: false, reason: whyNotFetched(fetched), isEnd };
  }
  try {
    const { bytes, contentType } = fetched;
    return { ok: true, feed: parseFeed({ ...input, bytes, contentType, url }) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { ok: false, reason: `cannot be understood: ${error.message}`, isEnd: false };
  }
};

const restPage = ({ generator, siteUrl }: ParsedFeed): string | undefined =>
  /wordpress/i.test(generator ?? "") && siteUrl !== undefined && /^https?:/i.test(siteUrl)
    ? wordpressPosts(siteUrl)
    : undefined;

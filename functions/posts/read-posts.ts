import { InvalidInput } from "../core/errors.ts";
import type { GuardedFetch } from "../core/guarded-fetch.ts";
import type { Instant } from "../core/time.ts";
import { furtherPage, wordpressPosts } from "./further-pages.ts";
import { feedBytesMax } from "./guard-markup.ts";
import type { SourceBytes, SourcePosts } from "./import-posts.ts";
import { type ParsedFeed, parseFeed } from "./parse-feed.ts";
import type { IncomingPost } from "./post.ts";
import { whyNotFetched } from "./why-not-fetched.ts";

export type ReadPostsInput = SourceBytes & {
  newsletterId: string;
  now: Instant;
  pages: number;
  /** What is older need not be read: a page whose last posts are of these guids, or before the instant, is the last. */
  backTo?: { guids: ReadonlySet<string>; since: Instant };
};

/** With the guids of the first page, in its order; `lost` when a page could not be had. */
export type ReadPosts = SourcePosts & { whole: boolean; lost: boolean; firstPage: readonly string[] };

/**
 * What a feed says, and its further pages, at most `pages` in all, until one brings nothing new or reaches `backTo`; a
 * page that cannot be had ends it with a remark, and what was read stands. A WordPress site without such pages is asked
 * by its REST API. Of a file only the file is read. Throws `InvalidInput` for what is no feed.
 */
export const readPosts = async (deps: { fetch: GuardedFetch }, input: ReadPostsInput): Promise<ReadPosts> => {
  const first = parseFeed(input);
  const posts = new Map(postsOf(first).map((post) => [post.guid, post]));
  const firstPage = [...posts.keys()];
  const refused = [...first.refused];
  const remarks: string[] = [];
  const asked = new Set([input.url]);
  const further = (feed: ParsedFeed, url: string) => (reaches(input, feed) ? undefined : furtherPage(feed, url));
  let next = /^https?:/i.test(input.url) ? further(first, input.url) : undefined;
  let whole = true;
  let lost = false;
  for (let page = 2; next !== undefined && !asked.has(next); page++) {
    if (page > input.pages) {
      whole = false;
      break;
    }
    asked.add(next);
    const answer = await readPage(deps, input, next);
    const found = answer.ok ? postsOf(answer.feed).filter(({ guid }) => !posts.has(guid)) : [];
    for (const post of found) posts.set(post.guid, post);
    if (answer.ok && found.length > 0) {
      refused.push(...answer.feed.refused);
      next = further(answer.feed, next);
    } else {
      if (!answer.ok && !answer.isEnd) {
        whole = false;
        lost = true;
        remarks.push(`the page ${page} ${answer.reason}`);
      }
      next = page === 2 ? restPage(first) : undefined;
    }
  }
  return { posts: [...posts.values()], refused, remarks, whole, lost, firstPage };
};

/** So many at the end of a page: a feed in the order of changes has an old post anywhere, but hardly some in a row. */
const lastPosts = 3;

/** Newest first, as feeds are; one that is pinned to the top, however old, says nothing, and neither does a single last one. */
const reaches = ({ backTo }: ReadPostsInput, { posts }: ParsedFeed): boolean =>
  backTo !== undefined &&
  posts.length > 0 &&
  posts.slice(-lastPosts).every(({ guid, publishedAt }) => backTo.guids.has(guid) || publishedAt < backTo.since);

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

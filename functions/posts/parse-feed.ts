import { parseFeed as readFeed } from "feedsmith";
import { InvalidInput } from "../core/errors.ts";
import type { Instant } from "../core/time.ts";
import { decodeBytes } from "./decode-bytes.ts";
import { feedBytesMax, guardXml, withoutLongPeople } from "./guard-markup.ts";
import { photoId } from "./photo-set.ts";
import { plainField } from "./plain-field.ts";
import { type IncomingPost, postId } from "./post.ts";
import { readJsonFeed } from "./read-json-feed.ts";
import { readAtom, readRss } from "./read-xml-feed.ts";
import type { SourceFeed } from "./source-item.ts";
import { siteNamesOf } from "./title.ts";
import { understandItem } from "./understand-item.ts";
import { isWordpress, readWordpress } from "./wordpress.ts";

export type FeedInput = {
  bytes: Uint8Array;
  contentType?: string | undefined;
  /** Where the feed was fetched, after redirects. */
  url: string;
  /** Ids of photos derive from the ids of posts, and those from their newsletter. */
  newsletterId: string;
  /** Stands in where an item says no date. */
  now: Instant;
};

export type RefusedItem = { guid?: string | undefined; reason: string };

export type ParsedFeed = {
  /** In the order of the feed, each guid once. */
  posts: IncomingPost[];
  refused: RefusedItem[];
  /**
   * Guids of posts without a date of their own: `publishedAt` is when the feed says it was made, else `now`. It is
   * another at the next import, so intake keeps the one it stored first.
   */
  undated: string[];
  /** The further page the feed itself names (RFC 5005, JSON Feed); see `furtherPage` for WordPress. */
  next?: string | undefined;
  title?: string | undefined;
  language?: string | undefined;
  siteUrl?: string | undefined;
  generator?: string | undefined;
};

/**
 * Understands a feed in any of its formats: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed, the posts of WordPress's
 * REST API; in any encoding. One bad item is refused with its reason and the others go on. Throws `InvalidInput`, and
 * nothing else, for what is no feed or no whole one.
 */
export const parseFeed = (input: FeedInput): ParsedFeed => {
  if (input.bytes.byteLength > feedBytesMax) throw new InvalidInput("the feed is larger than 5 MB");
  const { text } = decodeBytes(input.bytes, { contentType: input.contentType });
  const feed = read(text.replace(/^[\s\0\ufeff]+/, ""), input.url);
  const parsed: ParsedFeed = {
    posts: [],
    refused: [],
    undated: [],
    next: feed.next,
    title: plainField(feed.title) || undefined,
    language: feed.language,
    siteUrl: feed.link,
    generator: feed.generator,
  };
  const context = {
    newsletterId: input.newsletterId,
    baseUrl: feed.link ?? input.url,
    siteNames: siteNamesOf(feed.title, feed.link ?? input.url),
    language: feed.language,
    authors: feed.authors,
    made: feed.made,
    now: input.now,
  };
  const places = new Map<string, number>();
  for (const item of feed.items) {
    const understood = understandItem(item, context);
    if (!understood.ok) parsed.refused.push({ guid: understood.guid, reason: understood.reason });
    else add(parsed, places, understood.post, understood.dated, input.newsletterId);
  }
  return parsed;
};

/**
 * A guid that stands on two posts with different addresses is no guid: the later one goes by its address. Of one post
 * that is listed twice the fuller one stays.
 */
const add = (
  parsed: ParsedFeed,
  places: Map<string, number>,
  post: IncomingPost,
  dated: boolean,
  newsletterId: string,
): void => {
  const known = parsed.posts[places.get(post.guid) ?? -1];
  const guid = known && known.url !== post.url ? post.url : post.guid;
  const place = places.get(guid);
  if (place !== undefined) {
    const listed = parsed.posts[place];
    if (listed && fullness(post) > fullness(listed)) parsed.posts[place] = renamed(post, guid, newsletterId);
    return;
  }
  places.set(guid, parsed.posts.length);
  parsed.posts.push(guid === post.guid ? post : renamed(post, guid, newsletterId));
  if (!dated) parsed.undated.push(guid);
};

/** Under another guid it is another post, and its photos are that post's. */
const renamed = (post: IncomingPost, guid: string, newsletterId: string): IncomingPost => ({
  ...post,
  guid,
  photos: post.photos.map((photo) => ({ ...photo, id: photoId(postId(newsletterId, guid), photo.url) })),
});

const fullness = (post: IncomingPost): number => post.paragraphs.join("").length + post.photos.length;

const read = (text: string, url: string): SourceFeed => {
  if (/^<(?:!doctype\s+html|html)/i.test(text)) throw new InvalidInput("the address gives a web page, not a feed");
  if (text.startsWith("[") || text.startsWith("{")) return readJson(text, url);
  if (!text.startsWith("<")) throw new InvalidInput("this is no feed");
  guard(text);
  const parsed = translated(() => readXml(withoutLongPeople(text)));
  if (parsed.format === "json") throw new InvalidInput("this is no feed");
  return parsed.format === "atom" ? readAtom(parsed.feed, text, url) : readRss(parsed.feed, text, url);
};

/** A "<" that begins no tag stops the parser; read as the character it is, it stops nothing. */
const readXml = (text: string) => {
  try {
    return readFeed<string>(text);
  } catch (error) {
    const mended = text.replace(/<(?![a-z_/!?])/gi, "&lt;");
    if (mended === text) throw error;
    return readFeed<string>(mended);
  }
};

const guard = (text: string): void => {
  try {
    guardXml(text);
  } catch (error) {
    throw error instanceof InvalidInput ? new InvalidInput(`the feed ${error.message}`) : error;
  }
};

const readJson = (text: string, url: string): SourceFeed => {
  const json: unknown = translated(() => JSON.parse(text));
  if (isWordpress(json)) return readWordpress(json, url);
  const parsed = translated(() => readFeed(json));
  if (parsed.format !== "json") throw new InvalidInput("this is no feed");
  return readJsonFeed(parsed.feed, url);
};

/** The parsers throw errors of their own for what is no feed. */
const translated = <T>(parse: () => T): T => {
  try {
    return parse();
  } catch (cause) {
    throw new InvalidInput("this is no feed that can be read", { cause });
  }
};

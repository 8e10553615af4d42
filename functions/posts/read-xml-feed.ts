import type { AtomFeed, RdfFeed, RssFeed } from "feedsmith";
import { embedOf } from "./embed.ts";
import { type Extras, extrasOf } from "./feed-extras.ts";
import { mediaCovers, mediaPictures, mediaText } from "./media-pictures.ts";
import { isRatedAdult } from "./media-rating.ts";
import type { FoundPhoto } from "./photo-set.ts";
import type { SourceFeed, SourceItem } from "./source-item.ts";
import { absolute } from "./srcset.ts";

type Rss = RssFeed.Feed<string>;
type Rdf = RdfFeed.Feed<string>;
type Atom = AtomFeed.Feed<string>;
type Link = { href?: string; rel?: string; type?: string };

/** RSS 0.9x to 2.0 and RSS 1.0 (RDF). */
export const readRss = (feed: Rss | Rdf, xml: string, url: string): SourceFeed => {
  const items: readonly (RssFeed.Item<string> | RdfFeed.Item<string>)[] = feed.items ?? [];
  const extras = extrasOf(xml, items.length);
  const base = feed.xml?.base;
  return {
    title: feed.title ?? feed.dc?.titles?.[0],
    link: absolute(feed.link, url),
    language: ("language" in feed ? feed.language : undefined) ?? feed.dc?.languages?.[0] ?? feed.xml?.lang,
    generator: "generator" in feed ? feed.generator : undefined,
    next: nextOf(feed.atom?.links, url),
    base,
    made:
      ("pubDate" in feed ? feed.pubDate : undefined) ??
      ("lastBuildDate" in feed ? feed.lastBuildDate : undefined) ??
      feed.dc?.dates?.[0],
    authors: [],
    items: items.map((item, index) => ({
      ...rssItem(item, extras[index], absolute(feed.link, url) ?? url, base),
      sensitive: isRatedAdult([item.media, feed.media]) || ("itunes" in item && item.itunes?.explicit),
    })),
  };
};

const rssItem = (
  item: RssFeed.Item<string> & RdfFeed.Item<string>,
  extras: Extras | undefined,
  site: string,
  feedBase: string | undefined,
): SourceItem => {
  const permanent = item.guid?.isPermaLink !== false && /^https?:\/\//i.test(item.guid?.value ?? "");
  const link =
    extras?.address ??
    item.link ??
    (permanent ? item.guid?.value : undefined) ??
    alternateOf(item.atom?.links) ??
    item.rdf?.about;
  const base = absolute(link, site) ?? site;
  const images = (item.enclosures ?? []).filter(({ type = "" }) => /^image\/(?!svg)/i.test(type));
  return {
    guid: item.guid?.value ?? item.atom?.id,
    link: absolute(link, site),
    title: item.title ?? item.dc?.titles?.[0] ?? item.media?.title?.value ?? item.itunes?.title,
    html: item.content?.encoded ?? item.atom?.content?.value,
    summary: item.description ?? item.dc?.descriptions?.[0] ?? item.itunes?.summary ?? mediaText(item.media),
    published: [
      item.pubDate,
      item.dcterms?.issued?.[0],
      item.dc?.dates?.[0],
      item.dcterms?.created?.[0],
      item.atom?.published,
      item.atom?.updated,
    ],
    updated: item.atom?.updated ?? item.dcterms?.modified?.[0],
    authors: [...(item.dc?.creators ?? []), ...(item.authors ?? []).map(({ name }) => name), item.itunes?.author].slice(
      0,
      4,
    ),
    tags: [
      ...(item.categories ?? []).map(({ name, domain }) => (domain ? name?.split("/").filter(Boolean).at(-1) : name)),
      ...(item.dc?.subjects ?? []).flatMap((subject) => subject.split(/\s*[,;]\s*/)),
      ...(item.media?.keywords ?? []),
    ],
    commentCount: item.slash?.comments ?? item.thr?.total,
    pictures: [
      ...mediaPictures(item.media, base),
      ...[...images.map(({ url }) => url), ...(extras?.pictures ?? [])].flatMap((address) => picture(address, base)),
    ],
    covers: [...mediaCovers(item.media, base), ...picture(item.itunes?.image, base)],
    embeds: playersOf(item.media, item.dc?.creators?.[0]),
    language: item.dc?.languages?.[0] ?? item.xml?.lang,
    base: joined(feedBase, item.xml?.base),
  };
};

/** Atom 0.3 and 1.0. */
export const readAtom = (feed: Atom, xml: string, url: string): SourceFeed => {
  const entries = feed.entries ?? [];
  const extras = extrasOf(xml, entries.length);
  const root = absolute(feed.xml?.base, url) ?? url;
  const site = absolute(alternateOf(feed.links), root);
  return {
    title: feed.title?.value,
    link: site,
    language: feed.xml?.lang ?? feed.dc?.languages?.[0],
    generator: [feed.generator?.text, feed.generator?.uri].filter(Boolean).join(" "),
    next: nextOf(feed.links, root),
    base: feed.xml?.base,
    made: feed.updated,
    authors: (feed.authors ?? []).map(({ name }) => name),
    items: entries.map((entry, index) => ({
      ...atomItem(entry, extras[index], feed.xml?.base, site ?? root),
      sensitive: isRatedAdult([entry.media, feed.media]) || entry.itunes?.explicit,
    })),
  };
};

const atomItem = (
  entry: AtomFeed.Entry<string>,
  extras: Extras | undefined,
  feedBase: string | undefined,
  site: string,
): SourceItem => {
  const link =
    extras?.address ??
    alternateOf(entry.links) ??
    entry.content?.src ??
    (/^https?:/i.test(entry.id ?? "") ? entry.id : undefined);
  const base = joined(feedBase, entry.xml?.base);
  const address = absolute(link, absolute(base, site) ?? site);
  const images = (entry.links ?? []).filter(
    ({ rel, type = "" }) => rel === "enclosure" && /^image\/(?!svg)/i.test(type),
  );
  const author = entry.authors?.[0]?.name ?? entry.source?.authors?.[0]?.name;
  return {
    guid: entry.id,
    link: address,
    title: entry.title?.value,
    html:
      entry.content?.value && /^(?:text|text\/plain)$/i.test(entry.content.type ?? "")
        ? undefined
        : entry.content?.value,
    plain: /^(?:text|text\/plain)$/i.test(entry.content?.type ?? "") ? entry.content?.value : undefined,
    summary: entry.summary?.value ?? mediaText(entry.media),
    published: [entry.published, entry.dc?.dates?.[0], entry.dcterms?.issued?.[0], entry.updated],
    updated: entry.updated,
    authors: [...(entry.authors ?? []).map(({ name }) => name), ...(entry.dc?.creators ?? [])].slice(0, 4),
    tags: (entry.categories ?? [])
      .filter(({ scheme = "" }) => !scheme.endsWith("#kind"))
      .map(({ label, term }) => label ?? term),
    commentCount:
      entry.thr?.total ?? entry.links?.find(({ rel }) => rel === "replies")?.thr?.count ?? entry.slash?.comments,
    pictures: [
      ...mediaPictures(entry.media, address ?? site),
      ...images.flatMap(({ href }) => picture(href, address ?? site)),
    ],
    covers: [...mediaCovers(entry.media, address ?? site), ...picture(entry.itunes?.image, site)],
    embeds: playersOf(entry.media, author, address),
    language: entry.content?.xml?.lang ?? entry.xml?.lang,
    base: joined(base, entry.content?.xml?.base),
  };
};

const alternateOf = (links: readonly Link[] | undefined): string | undefined => {
  const usable = (links ?? []).filter(({ rel = "alternate", href }) => rel === "alternate" && href);
  return (usable.find(({ type = "text/html" }) => /html/.test(type)) ?? usable[0])?.href;
};

/** RFC 5005: the next page of a paged feed, or the archive before this one. */
const nextOf = (links: readonly Link[] | undefined, url: string): string | undefined => {
  const link = links?.find(({ rel }) => rel === "next") ?? links?.find(({ rel }) => rel === "prev-archive");
  return absolute(link?.href, url);
};

/** An `xml:base` within another; either may be relative. */
const joined = (outer: string | undefined, inner: string | undefined): string | undefined =>
  outer && inner ? (absolute(inner, outer) ?? inner) : (inner ?? outer);

const picture = (url: string | undefined, baseUrl: string): FoundPhoto[] => {
  const address = absolute(url, baseUrl);
  return address ? [{ candidates: [{ url: address }], placement: "prose" }] : [];
};

/** Videos that Media RSS names, where their service is known. */
const playersOf = (media: RssFeed.Item<string>["media"], author?: string, address?: string) => {
  const players = [media, ...(media?.groups ?? [])].flatMap((holder) => [
    holder?.player?.url,
    ...(holder?.contents ?? []).filter(({ type = "" }) => !/^image\//.test(type)).map(({ url }) => url),
  ]);
  const found = players.length > 0 ? [address, ...players] : [];
  return found.flatMap((url) => embedOf(url ?? "", author ? { author } : {}) ?? []);
};

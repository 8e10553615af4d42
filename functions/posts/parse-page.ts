import { type CheerioAPI, load } from "cheerio";
import { InvalidInput } from "../core/errors.ts";
import { decodeBytes } from "./decode-bytes.ts";
import { feedBytesMax, guardHtml } from "./guard-markup.ts";
import { readJsonLd } from "./json-ld.ts";
import { type ParsedHtml, parseHtml } from "./parse-html.ts";
import { type FoundPhoto, isPhoto, photoSet } from "./photo-set.ts";
import { pictureIdentity } from "./picture-address.ts";
import { plainField } from "./plain-field.ts";
import { type IncomingPost, postId } from "./post.ts";
import { absolute } from "./srcset.ts";

export type PageInput = { bytes: Uint8Array; contentType?: string | undefined; url: string };

export type ParsedPage = ParsedHtml & {
  /** The page's own address as it says it, which may be another than the one it was fetched at. */
  canonicalUrl: string;
  title?: string | undefined;
  author?: string | undefined;
  /** Feeds that the page names, so that a site's address finds its feed. */
  feeds: string[];
};

/** Where the themes of the common systems put a post's own words; the first that is there and not empty. */
const bodies = [
  "[itemprop=articleBody]",
  ".entry-content",
  ".wp-block-post-content",
  ".post-content",
  ".post-body",
  ".article-body",
  ".article__body",
  ".article-content",
  ".story-body",
  ".gh-content",
  "article",
  "main",
  "[role=main]",
  "body",
];
/** Pictures that stand for the site, not for the post. */
const generic =
  /(?:^|[-_/])(?:logo|default|placeholder|fallback|site-?icon|og-?(?:image|default)|social-?(?:share|default|card)|share-?image|card-default|blank)(?:[-_.\d]|$)/i;

/**
 * What a post's own page says of it: the pictures and words of its body, its Open Graph picture and those of its
 * JSON-LD, the leading ones first. Throws `InvalidInput` for a page over 5 MB, or one nested beyond reason.
 */
export const parsePage = ({ bytes, contentType, url }: PageInput): ParsedPage => {
  if (bytes.byteLength > feedBytesMax) throw new InvalidInput("the page is larger than 5 MB");
  const { text } = decodeBytes(bytes, { contentType });
  guardHtml(text, feedBytesMax);
  const $ = load(text, { xml: { xmlMode: false, decodeEntities: true } });
  const baseUrl = absolute($("base[href]").attr("href"), url) ?? url;
  const title = plainField(meta($, "og:title") ?? $("h1").first().text()) || plainField($("title").text());
  const language = $("html").attr("lang");
  const linked = readJsonLd($, baseUrl);
  const body = parseHtml({ html: bodyOf($), baseUrl, title, language });
  const author = plainField(linked.author || meta($, "author") || $("[rel=author]").first().text());
  return {
    ...body,
    photos: withLeading(body.photos, [...openGraph($, baseUrl), ...linked.photos]),
    canonicalUrl: absolute($('link[rel="canonical"]').attr("href") ?? meta($, "og:url"), baseUrl) ?? url,
    ...(title && { title }),
    ...(author && { author }),
    feeds: feedsOf($, baseUrl),
  };
};

/** The post with what its page adds: pictures when it has none, and whatever words, embeds and author are missing. */
export const completedFromPage = (post: IncomingPost, page: ParsedPage, newsletterId: string): IncomingPost => {
  const author = post.author ?? page.author;
  const longer = page.paragraphs.length > post.paragraphs.length && post.excerpt === "";
  return {
    ...post,
    photos: post.photos.length > 0 ? post.photos : photoSet(page.photos, postId(newsletterId, post.guid), post.title),
    embeds: post.embeds.length > 0 ? post.embeds : page.embeds,
    paragraphs: longer ? page.paragraphs : post.paragraphs,
    excerpt: post.excerpt || page.excerpt,
    ...(author && { author }),
  };
};

const bodyOf = ($: CheerioAPI): string => {
  for (const selector of bodies) {
    const element = $(selector).first();
    if (element.length > 0 && (element.text().trim() !== "" || element.find("img").length > 0))
      return element.html() ?? "";
  }
  return $.root().html() ?? "";
};

const meta = ($: CheerioAPI, name: string): string | undefined =>
  $(`meta[property="${name}"], meta[name="${name}"]`).first().attr("content");

/** Open Graph's pictures with the sizes and alt texts that follow each; Twitter's card when there is none. */
const openGraph = ($: CheerioAPI, baseUrl: string): FoundPhoto[] => {
  const photos: FoundPhoto[] = [];
  for (const tag of $("meta[property^='og:image'], meta[name^='og:image']").toArray()) {
    const content = $(tag).attr("content") ?? "";
    const url = absolute(content, baseUrl);
    const property = $(tag).attr("property") ?? $(tag).attr("name") ?? "";
    const last = photos.at(-1);
    if (/^og:image(?::url)?$/.test(property) && url) photos.push({ candidates: [{ url }], placement: "prose" });
    else if (last && property === "og:image:width") last.width = Number.parseInt(content, 10) || undefined;
    else if (last && property === "og:image:height") last.height = Number.parseInt(content, 10) || undefined;
    else if (last && property === "og:image:alt") last.alt = content;
  }
  const card = absolute(meta($, "twitter:image") ?? meta($, "twitter:image:src"), baseUrl);
  return photos.length > 0 || !card
    ? photos
    : [{ candidates: [{ url: card }], alt: meta($, "twitter:image:alt"), placement: "prose" }];
};

/** Pictures of the head lead when the body does not show them, and only tell more of it when it does. */
const withLeading = (inside: readonly FoundPhoto[], head: readonly FoundPhoto[]): FoundPhoto[] => {
  const known = new Set(inside.flatMap(identities));
  const usable = head.filter(
    (photo) => isPhoto(photo) && !photo.candidates.some(({ url }) => generic.test(new URL(url).pathname)),
  );
  const leading = usable.filter((photo) => !identities(photo).some((identity) => known.has(identity)));
  return [...leading, ...inside, ...usable.filter((photo) => !leading.includes(photo))];
};

const identities = (photo: FoundPhoto): string[] => photo.candidates.map(({ url }) => pictureIdentity(url));

const feedsOf = ($: CheerioAPI, baseUrl: string): string[] =>
  $("link[rel~=alternate][type]")
    .toArray()
    .filter((link) => /^application\/(?:rss\+xml|atom\+xml|feed\+json|rdf\+xml)/i.test(link.attribs.type ?? ""))
    .flatMap((link) => absolute(link.attribs.href, baseUrl) ?? [])
    .slice(0, 10);

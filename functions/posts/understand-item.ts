import { InvalidInput } from "../core/errors.ts";
import { derivedId } from "../core/ids.ts";
import type { Instant } from "../core/time.ts";
import { contentOf } from "./item-content.ts";
import { parseDate } from "./parse-date.ts";
import type { ParsedHtml } from "./parse-html.ts";
import { photoSet } from "./photo-set.ts";
import { plainField } from "./plain-field.ts";
import { cutAtWord, gist } from "./plain-text.ts";
import { type IncomingPost, incomingPostSchema, postId } from "./post.ts";
import type { SourceItem } from "./source-item.ts";
import { absolute } from "./srcset.ts";
import { titleOf } from "./title.ts";

export type ItemContext = {
  newsletterId: string;
  /** Where the source stands, and where relative addresses start when an item has none of its own. */
  baseUrl: string;
  siteNames: readonly string[];
  language?: string | undefined;
  /** Authors of the whole feed, for items that name none. */
  authors: readonly (string | undefined)[];
  /** When the feed says it was made: what stands in for a date that an item does not say; else `now`. */
  made?: string | undefined;
  now: Instant;
};

/** `dated` is false when another date stands in for one the item does not say: intake then keeps what it stored first. */
export type Understood =
  | { ok: true; post: IncomingPost; dated: boolean }
  | { ok: false; guid?: string | undefined; reason: string };

/** Prose kept of one post, in characters; a digest shows its first sentences only. */
const proseLengthMax = 60_000;

/** One item as a post, or the reason why it is none; never throws for what a source says. */
export const understandItem = (item: SourceItem, context: ItemContext): Understood => {
  try {
    return asPost(item, context);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { ok: false, guid: item.guid ?? item.link, reason: `the post ${error.message}` };
  }
};

const asPost = (item: SourceItem, context: ItemContext): Understood => {
  const url = withoutCampaign(item.link) ?? (item.title ? withoutCampaign(context.baseUrl) : undefined);
  const language = languageOf(item.language) ?? languageOf(context.language);
  const said = plainField(item.title);
  const content = contentOf(item, { baseUrl: baseOf(item, context), language, title: said });
  const title = titleOf(item.title, { siteNames: context.siteNames, paragraphs: content.paragraphs, language });
  const guid = guidOf(item, url, title, content);
  if (title === "") return { ok: false, guid, reason: "the post has neither a title nor prose" };
  if (!url) return { ok: false, guid, reason: "the post has no address" };
  const publishedAt = item.published.map((written) => parseDate(written, language)).find((at) => at !== undefined);
  const updatedAt = parseDate(item.updated, language);
  const author = authorOf(item.authors) || authorOf(context.authors);
  const checked = incomingPostSchema.safeParse({
    guid,
    url,
    title,
    publishedAt: publishedAt ?? updatedAt ?? parseDate(context.made, language) ?? context.now,
    ...(updatedAt && { updatedAt }),
    ...(author && { author }),
    paragraphs: withinLength(
      gist(content.paragraphs[0] ?? "") === gist(title) ? content.paragraphs.slice(1) : content.paragraphs,
    ),
    excerpt: content.excerpt,
    tags: tagsOf(item.tags),
    ...(content.commentCount !== undefined && { commentCount: content.commentCount }),
    photos: photoSet(content.photos, postId(context.newsletterId, guid), title),
    embeds: content.embeds,
    ...(item.sensitive && { sensitive: true }),
    ...(language && { language }),
  });
  if (checked.success) return { ok: true, post: checked.data, dated: (publishedAt ?? updatedAt) !== undefined };
  const problems = checked.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return { ok: false, guid, reason: `the post is not accepted: ${problems.slice(0, 3).join("; ")}` };
};

/** The source's own guid, else the address, else one derived from what the item says. */
const guidOf = (item: SourceItem, url: string | undefined, title: string, content: ParsedHtml): string => {
  const said = (item.guid ?? "").trim() || (item.link && url) || "";
  if (said === "") return derivedId("guid", title, content.paragraphs[0] ?? "");
  return said.length <= 2000 ? said : derivedId("guid", said);
};

/** Relative addresses start from `xml:base`, else from the post's own page. */
const baseOf = (item: SourceItem, { baseUrl }: ItemContext): string => {
  const page = absolute(item.link, baseUrl) ?? baseUrl;
  return absolute(item.base, page) ?? page;
};

/** An address without the counter (`…/*https://…`) and the marks of the feed it came through; `undefined` when it is not http(s). */
const withoutCampaign = (address: string | undefined): string | undefined => {
  const carried = address?.match(/\/\*(https?:\/\/.+)$/)?.[1];
  const whole = absolute(carried ?? address, undefined);
  if (!whole) return undefined;
  const url = new URL(whole);
  for (const [name, value] of [...url.searchParams]) {
    if (/^(?:utm_\w+|fbclid|wt_mc)$/i.test(name) || (name === "source" && value.startsWith("rss-")))
      url.searchParams.delete(name);
  }
  return url.href;
};

const languageOf = (written: string | undefined): string | undefined => {
  const tag = (written ?? "").trim().replace(/_/g, "-");
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
};

/** At most three names, never an address. */
const authorOf = (names: readonly (string | undefined)[]): string => {
  const plain = names
    .map((name) => plainField(name).replace(/^(?:by|von|par|por|di)\s+/i, ""))
    .filter((name) => name && !name.includes("@"));
  return cutAtWord([...new Set(plain)].slice(0, 3).join(", "), 200);
};

const unsaid =
  /^(?:uncategori[sz]ed|allgemein|non classé|sin categor[ií]a|sem categoria|senza categoria|geen categorie|general|default|blog|news)$/i;

const tagsOf = (written: readonly (string | undefined)[]): string[] => {
  const tags = written.map((tag) => cutAtWord(plainField(tag), 100)).filter((tag) => tag && !unsaid.test(tag));
  return [...new Map(tags.toReversed().map((tag) => [tag.toLowerCase(), tag])).values()].toReversed().slice(0, 100);
};

const withinLength = (paragraphs: readonly string[]): string[] => {
  let left = proseLengthMax;
  return paragraphs.flatMap((paragraph) => {
    const kept = left > 0 ? cutAtWord(paragraph, left) : "";
    left -= paragraph.length;
    return kept ? [kept] : [];
  });
};

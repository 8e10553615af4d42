import type { FoundPhoto } from "./photo-set.ts";
import type { Embed } from "./post.ts";

/** One item as any format says it, nothing cleaned yet: what `understandItem` makes a post of. */
export type SourceItem = {
  guid?: string | undefined;
  link?: string | undefined;
  title?: string | undefined;
  /** The HTML of the post, and what the format gives as its summary. */
  html?: string | undefined;
  summary?: string | undefined;
  /** Prose without markup, where a format has such a field. */
  plain?: string | undefined;
  /** As written, the likeliest first. */
  published: readonly (string | undefined)[];
  updated?: string | undefined;
  authors: readonly (string | undefined)[];
  tags: readonly (string | undefined)[];
  commentCount?: number | undefined;
  /** Pictures that the item names beside its HTML. */
  pictures: readonly FoundPhoto[];
  /** Thumbnails and covers: taken only when there is no other picture. */
  covers: readonly FoundPhoto[];
  embeds: readonly Embed[];
  /** The source says of the whole item that it is not for everybody. */
  sensitive?: boolean | undefined;
  language?: string | undefined;
  /** `xml:base` of the item, whole or relative. */
  base?: string | undefined;
};

/** A feed as any format says it. */
export type SourceFeed = {
  title?: string | undefined;
  link?: string | undefined;
  language?: string | undefined;
  generator?: string | undefined;
  /** The next page, as RFC 5005 and JSON Feed name it. */
  next?: string | undefined;
  base?: string | undefined;
  /** When the feed was made, as written: no item is younger. */
  made?: string | undefined;
  authors: readonly (string | undefined)[];
  items: readonly SourceItem[];
};

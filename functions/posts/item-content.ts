import { type ParsedHtml, parseHtml } from "./parse-html.ts";
import { parseText } from "./parse-text.ts";
import { type FoundPhoto, isPhoto } from "./photo-set.ts";
import { pictureIdentity } from "./picture-address.ts";
import { embedsMax } from "./prose.ts";
import type { SourceItem } from "./source-item.ts";

export type ContentContext = { baseUrl: string; title?: string | undefined; language?: string | undefined };

/**
 * What an item says, from all the fields in which it says it: the longer of content and summary is the post, the other
 * fills what is missing; pictures named beside the HTML complete those in it or, when they are not in it, lead; covers
 * stand in only when there is no other picture.
 */
export const contentOf = (item: SourceItem, context: ContentContext): ParsedHtml => {
  const [main, second] = [item.html, item.plain, item.summary]
    .filter((field) => field !== undefined && field.trim() !== "")
    .map((field, index) => ({ field: field as string, weight: (field as string).length * (index === 0 ? 2 : 1) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ field }) => parsed(field, context));
  const paragraphs = main?.paragraphs.length ? main.paragraphs : (second?.paragraphs ?? []);
  const inside = main?.photos.some((photo) => isPhoto(photo)) ? main.photos : (second?.photos ?? []);
  const commentCount = item.commentCount ?? main?.commentCount ?? second?.commentCount;
  return {
    paragraphs,
    excerpt: main?.excerpt || second?.excerpt || "",
    photos: allPictures(inside, item),
    embeds: distinct([...(main?.embeds ?? []), ...(second?.embeds ?? []), ...item.embeds]),
    ...(commentCount !== undefined && { commentCount: Math.max(0, Math.trunc(commentCount)) }),
  };
};

/** A field is HTML when there is a tag in it; otherwise its line breaks are its paragraphs. */
const parsed = (field: string, context: ContentContext): ParsedHtml =>
  /<\/?[a-z!][^<>]*>|\[caption/i.test(field) || !/\n\s*\S/.test(field)
    ? parseHtml({ html: field, ...context })
    : parseText({ text: field, ...context });

const allPictures = (inside: readonly FoundPhoto[], item: SourceItem): FoundPhoto[] => {
  const known = new Set(inside.flatMap(identities));
  const beside = item.pictures.filter((photo) => isPhoto(photo));
  const leading = beside.filter((photo) => !identities(photo).some((identity) => known.has(identity)));
  const set = new Set(leading.flatMap(identities)).size > 2;
  const all = [
    ...leading.map((photo): FoundPhoto => ({ ...photo, placement: set ? "set" : photo.placement })),
    ...inside,
    ...beside.filter((photo) => !leading.includes(photo)),
  ];
  return all.length > 0 ? all : item.covers.filter((photo) => isPhoto(photo)).slice(0, 1);
};

const identities = (photo: FoundPhoto): string[] => photo.candidates.map(({ url }) => pictureIdentity(url));

const distinct = (embeds: ParsedHtml["embeds"]): ParsedHtml["embeds"] =>
  [...new Map(embeds.toReversed().map((embed) => [embed.url, embed])).values()].toReversed().slice(0, embedsMax);

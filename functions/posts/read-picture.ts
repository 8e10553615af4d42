import type { Cheerio, CheerioAPI } from "cheerio";
import type { Element } from "domhandler";
import { srcsetAttribute } from "./clean-html.ts";
import { type Candidate, type FoundPhoto, fileBehind } from "./photo-set.ts";
import { absolute, parseSrcset } from "./srcset.ts";

const addressAttributes = [
  "data-orig-file",
  "data-large-file",
  "data-full-url",
  "data-original",
  "data-lazy-src",
  "data-src",
  "data-srcurl",
  "data-hi-res-src",
  "data-echo",
  "data-url",
  "src",
];
const srcsetAttributes = [srcsetAttribute, "data-srcset", "data-lazy-srcset", "data-original-set"];

/** A picture of a page with every address that the page gives for it: lazy loading, `srcset`, `<picture>`, its link. */
export const pictureIn = (
  $: CheerioAPI,
  image: Cheerio<Element>,
  box: Cheerio<Element>,
  baseUrl: string,
  caption: string,
  credit: string,
): Omit<FoundPhoto, "placement"> => {
  const width = declared(image, "width");
  const height = declared(image, "height");
  const link = absolute(image.closest("a[href]").attr("href"), baseUrl);
  const sources = image.closest("picture").find("source").toArray();
  const fallback = box.is(image) ? image.parent().find("> noscript img") : box.find("noscript img");
  const candidates: Candidate[] = [
    ...[image, ...fallback.toArray().map((each) => $(each))].flatMap((each) => addresses(each, baseUrl, width)),
    ...sources.flatMap((source) => srcsets($(source), baseUrl)),
    ...fileBehind(link),
  ];
  const said = image.attr("title") || image.closest("a").attr("title");
  return {
    candidates: distinct(candidates),
    ...(width && { width }),
    ...(height && { height }),
    caption: caption || image.attr("data-caption") || said,
    alt: image.attr("alt"),
    credit: credit || image.attr("data-credit"),
  };
};

const addresses = (image: Cheerio<Element>, baseUrl: string, width: number | undefined): Candidate[] => [
  ...addressAttributes.flatMap((name) => {
    const url = absolute(image.attr(name), baseUrl);
    return url && !isPlaceholder(url, image, name) ? [{ url }] : [];
  }),
  ...srcsets(image, baseUrl, width),
];

const srcsets = (image: Cheerio<Element>, baseUrl: string, width?: number): Candidate[] =>
  srcsetAttributes.flatMap((name) => parseSrcset(image.attr(name) ?? "", baseUrl, width));

/** The grey picture that stands in `src` until a script puts the true address there. */
const isPlaceholder = (url: string, image: Cheerio<Element>, name: string): boolean =>
  name === "src" &&
  ["data-src", "data-lazy-src", "data-original", "data-srcset", "data-lazy-srcset"].some((other) =>
    image.attr(other),
  ) &&
  /placeholder|blank|spacer|transparent|loading|lazy|1x1|pixel|grey|gray/i.test(url);

const declared = (image: Cheerio<Element>, name: "width" | "height"): number | undefined => {
  const style = image.attr("style")?.match(new RegExp(`(?:^|;|\\s)${name}\\s*:\\s*(\\d{1,5})(?:\\.\\d+)?px`, "i"))?.[1];
  const attribute = image.attr(name)?.match(/^\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*$/)?.[1];
  const size = Number(attribute ?? style);
  return size >= 1 ? size : undefined;
};

const distinct = (candidates: readonly Candidate[]): Candidate[] => {
  const known = new Map<string, Candidate>();
  for (const each of candidates) {
    const before = known.get(each.url);
    if (!before || (each.width ?? 0) > (before.width ?? 0)) known.set(each.url, each);
  }
  return [...known.values()];
};

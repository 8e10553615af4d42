import type { Cheerio, CheerioAPI } from "cheerio";
import type { AnyNode, Element } from "domhandler";
import { embedOf } from "./embed.ts";
import { isPhoto } from "./photo-set.ts";
import { oneLine } from "./plain-text.ts";
import type { Embed } from "./post.ts";
import type { Block } from "./prose.ts";
import { embedIn } from "./read-embed.ts";
import { pictureIn } from "./read-picture.ts";

const breaking = new Set(
  "address article aside blockquote center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split(
    " ",
  ),
);
const bold = /^(?:b|strong|big|font)$/;
const small = /^(?:em|i|small|cite|center)$/;
const players = new Set("iframe embed object amp-youtube amp-instagram amp-twitter".split(" "));
const passedOver = new Set("aside nav footer video".split(" "));
/** What a site's software sets around a post, by the names that its themes and plug-ins give it. */
const furniture =
  /(?:^|\s)(?:sharedaddy|sd-sharing|jp-relatedposts|yarpp\S*|feedflare|related-?posts?|addtoany\S*|heateor\S*|essb\S*|wp-block-buttons?|post-?tags|tagcloud|byline\S*|author-?(?:box|bio)|screen-reader-text|sr-only|visually-hidden|newsletter-?(?:signup|form)\S*|mc4wp\S*|mailchimp\S*|ad|ads|adsbygoogle|advert\S*|code-block|wp-polls|comment-?respond|read-?more|more-link|post-?views|rating|tve-leads\S*|toc|ez-toc\S*|navigation|pagination|breadcrumbs?)(?:\s|$)/i;
const captions =
  "figcaption, .wp-caption-text, .tr-caption, .gallery-caption, .caption, .photo-caption, .image-caption, .media-caption";
const gallery =
  /(?:^|\s)(?:gallery|wp-block-gallery|blocks-gallery-grid|tiled-gallery|wp-block-jetpack-tiled-gallery|slideshow|wp-block-jetpack-slideshow|carousel|photo-?set|photoset|image-gallery|swiper|slider|ngg-galleryoverview)(?:[\s_-](?!item|icon|caption|image)|$)/i;
const quoted =
  /(?:^|\s)(?:instagram-media|twitter-tweet|twitter-video|tiktok-embed|bluesky-embed|text-post-media|fb-post|fb-video|reddit-embed-bq)(?:\s|$)/i;

/** A line as long as this is prose. */
const lineLengthMax = 60;

type Reader = {
  $: CheerioAPI;
  baseUrl: string;
  blocks: Block[];
  /** Inline text of the paragraph being read. */
  text: string;
  heading: boolean;
  /** How many elements around are set as captions are; and whether the paragraph has text outside of them. */
  smallDepth: number;
  plain: boolean;
  /** The same of bold and enlarged text, which is a heading when all of a short paragraph is set so. */
  boldDepth: number;
  light: boolean;
  set: number | undefined;
  sets: number;
};

/** The paragraphs, pictures and embeds of a cleaned tree in reading order. */
export const readBlocks = ($: CheerioAPI, baseUrl: string): Block[] => {
  const state = {
    text: "",
    heading: false,
    smallDepth: 0,
    plain: false,
    boldDepth: 0,
    light: false,
    set: undefined,
    sets: 0,
  };
  const reader: Reader = { $, baseUrl, blocks: [], ...state };
  readAll(reader, $.root().contents().toArray());
  endParagraph(reader);
  return reader.blocks;
};

const readAll = (reader: Reader, nodes: readonly AnyNode[]): void => {
  for (const node of nodes) read(reader, node);
};

const read = (reader: Reader, node: AnyNode): void => {
  if (node.type === "text") addText(reader, node.data);
  if (node.type !== "tag" || passedOver.has(node.name) || isHidden(node)) return;
  const element = reader.$(node);
  const className = node.attribs.class ?? "";
  if (node.name === "br") readBreak(reader);
  else if (furniture.test(className)) endParagraph(reader);
  else if (players.has(node.name)) addEmbed(reader, embedIn(element, node, reader.baseUrl));
  else if (/^(?:amp-)?img$/.test(node.name)) addPicture(reader, element, element, "");
  else if (!isQuote(reader, element, node) && !holdsOnePicture(reader, element, node))
    readInside(reader, element, node);
};

const isQuote = (reader: Reader, element: Cheerio<Element>, node: Element): boolean =>
  quoted.test(node.attribs.class ?? "") && addEmbed(reader, embedIn(element, node, reader.baseUrl));

const readInside = (reader: Reader, element: Cheerio<Element>, node: Element): void => {
  const breaks = breaking.has(node.name);
  const { heading, set, smallDepth, boldDepth } = reader;
  if (breaks) endParagraph(reader);
  if (/^h[1-6]$/.test(node.name)) reader.heading = true;
  if (small.test(node.name) || /caption|credit/i.test(node.attribs.class ?? "")) reader.smallDepth++;
  if (bold.test(node.name)) reader.boldDepth++;
  if (gallery.test(node.attribs.class ?? "") && set === undefined) reader.set = ++reader.sets;
  readAll(reader, element.contents().toArray());
  if (breaks) endParagraph(reader);
  Object.assign(reader, { heading, set, smallDepth, boldDepth });
};

const isHidden = (node: Element): boolean =>
  node.attribs.hidden !== undefined || /display\s*:\s*none/i.test(node.attribs.style ?? "");

const addText = (reader: Reader, data: string): void => {
  const text = data.replace(/\s+/g, " ");
  if (/\n *$/.test(reader.text) && text !== " " && lineWasParagraph(reader, text)) endParagraph(reader);
  reader.text += text;
  if (text === " " || text === "") return;
  reader.plain ||= reader.smallDepth === 0;
  reader.light ||= reader.boldDepth === 0;
};

/** Two line breaks end a paragraph; one is a space unless what stood before it was a line of its own. */
const readBreak = (reader: Reader): void => {
  if (/\n *$/.test(reader.text)) endParagraph(reader);
  else reader.text += "\n";
};

/** A heading set in bold, or a short line without an end before one that begins anew: a byline, a line of a list. */
const lineWasParagraph = (reader: Reader, next: string): boolean => {
  const line = reader.text.trim().split("\n").at(-1)?.trim() ?? "";
  if (line.length > lineLengthMax) return false;
  const headed = !reader.light && reader.boldDepth === 0;
  return headed || (!/[.,;:!?…–-]["'”’)]*$/.test(line) && /^\s*["“‘'(]?[\p{Lu}\p{Lo}\p{N}]/u.test(next));
};

const endParagraph = (reader: Reader): void => {
  const text = oneLine(reader.text);
  const address = /^https?:\/\/\S+$/.test(text) ? text : undefined;
  const embed = address && embedOf(address);
  const heading = reader.heading || (!reader.light && text.length <= lineLengthMax);
  if (embed) reader.blocks.push({ kind: "embed", embed });
  else if (text && !address) reader.blocks.push({ kind: "paragraph", text, heading, small: !reader.plain });
  Object.assign(reader, { text: "", plain: false, light: false });
};

/** A figure, caption box or Blogger table around one picture: the picture with that caption. */
const holdsOnePicture = (reader: Reader, element: Cheerio<Element>, node: Element): boolean => {
  const { name, attribs } = node;
  const box =
    name === "figure" ||
    /(?:^|\s)(?:wp-caption|tr-caption-container|gallery-item|captioned?|image-container)(?:\s|$)/i.test(
      attribs.class ?? "",
    );
  if (!box || gallery.test(attribs.class ?? "")) return false;
  if (element.find("iframe, blockquote, video").length > 0) return false;
  const pictures = element.find("img, amp-img").filter((_, image) => reader.$(image).closest("noscript").length === 0);
  const images = pictures.length > 0 ? pictures : element.find("img").first();
  const caption = element.find(captions).first();
  if (images.length !== 1) return false;
  const credit = element
    .find(".credit, .photo-credit, .image-credit, .media-credit, .wp-credit, figcaption cite, [class*=credit]")
    .first();
  endParagraph(reader);
  const creditText = oneLine(credit.text());
  if (creditText && credit.get().some((each) => caption.has(each).length > 0)) credit.remove();
  addPicture(reader, images as Cheerio<Element>, element, spacedText(reader, caption), creditText);
  return true;
};

/** The text of an element with a space where a line or a block ends. */
const spacedText = (reader: Reader, element: Cheerio<AnyNode>): string => {
  element.find("br").replaceWith(" ");
  element.find("p, div, span").append(" ");
  return oneLine(reader.$(element).text());
};

const addPicture = (
  reader: Reader,
  image: Cheerio<Element>,
  box: Cheerio<Element>,
  caption: string,
  credit = "",
): void => {
  const photo = pictureIn(reader.$, image, box, reader.baseUrl, caption, credit);
  if (!isPhoto({ ...photo, placement: "prose" }, image.attr("class"))) return;
  endParagraph(reader);
  reader.blocks.push({ kind: "photo", photo, set: reader.set });
};

const addEmbed = (reader: Reader, embed: Embed | undefined): boolean => {
  if (!embed) return false;
  endParagraph(reader);
  reader.blocks.push({ kind: "embed", embed });
  return true;
};

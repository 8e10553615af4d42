import type { Cheerio } from "cheerio";
import type { Element } from "domhandler";
import { embedOf } from "./embed.ts";
import { oneLine } from "./plain-text.ts";
import type { Embed } from "./post.ts";
import { absolute } from "./srcset.ts";

/** The embed that a player or a quoting block stands for; `undefined` when no address in it is of a known service. */
export const embedIn = (element: Cheerio<Element>, node: Element, baseUrl: string): Embed | undefined => {
  const said = { author: authorIn(element), text: oneLine(element.find("p").first().text()) };
  for (const address of [...attributeAddresses(node), ...linkedAddresses(element)]) {
    const embed = embedOf(absolute(address, baseUrl) ?? "", said);
    if (embed) return embed;
  }
  return undefined;
};

const attributeAddresses = ({ attribs }: Element): (string | undefined)[] => [
  attribs["data-instgrm-permalink"],
  attribs["data-text-post-permalink"],
  attribs["data-bluesky-uri"]?.replace(
    /^at:\/\/([^/]+)\/app\.bsky\.feed\.post\/(\w+)$/,
    "https://bsky.app/profile/$1/post/$2",
  ),
  attribs.cite,
  attribs["data-href"],
  attribs["data-src"],
  attribs["data-lazy-src"],
  attribs.src,
  attribs.data,
  attribs["data-videoid"] && `https://www.youtube.com/watch?v=${attribs["data-videoid"]}`,
  attribs["data-shortcode"] && `https://www.instagram.com/p/${attribs["data-shortcode"]}/`,
  attribs["data-tweetid"] && `https://x.com/i/status/${attribs["data-tweetid"]}`,
];

/** The last link of a quoted post is its own address; those before it are in its words. */
const linkedAddresses = (element: Cheerio<Element>): (string | undefined)[] => [
  ...element
    .find("a[href]")
    .toArray()
    .reverse()
    .map(({ attribs }) => attribs.href),
  ...element
    .find("iframe[src], embed[src]")
    .toArray()
    .map(({ attribs }) => attribs.src),
];

/** "— Name (@handle)" of X, "A post shared by Name (@handle)" of Instagram. */
const authorIn = (element: Cheerio<Element>): string =>
  oneLine(element.text()).match(
    /(?:[—–]\s*[^—–()]{2,80}\(@\w+\)|\b(?:shared|posted) by [^()]{2,80}(?:\(@[\w.]+\))?)/,
  )?.[0] ?? "";

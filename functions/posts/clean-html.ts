import { type CheerioAPI, load } from "cheerio";
import sanitizeHtml from "sanitize-html";
import { guardHtml } from "./guard-markup.ts";

const always = ["class", "hidden", "style", "dir", "lang"];
/** The sanitizer would parse a `srcset` by itself, and write to the log what it finds wrong in it. */
const srcsetAside = (tagName: string, { srcset, ...attribs }: sanitizeHtml.Attributes) => ({
  tagName,
  attribs: { ...attribs, ...(srcset && { [srcsetAttribute]: srcset }) },
});

/** Where `srcset` stands in a cleaned tree. */
export const srcsetAttribute = "data-said-srcset";

const options: sanitizeHtml.IOptions & { allowedEmptyAttributes: string[] } = {
  allowedTags:
    "a abbr article aside b blockquote br caption center cite code dd del div dl dt em embed figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i iframe img ins kbd li main mark nav noscript object ol p picture pre q s section small source span strike strong sub sup table tbody td tfoot th thead tr tt u ul video amp-img amp-youtube amp-instagram amp-twitter".split(
      " ",
    ),
  allowedAttributes: {
    "*": [...always, "id", "data-*"],
    a: ["href", "title"],
    img: ["src", "sizes", "alt", "title", "width", "height"],
    source: ["src", "type", "media"],
    iframe: ["src", "title"],
    embed: ["src"],
    object: ["data"],
    video: ["src", "poster"],
    blockquote: ["cite"],
    "amp-img": ["src", "alt", "width", "height"],
    font: ["size"],
  },
  allowedSchemes: ["http", "https"],
  allowProtocolRelative: true,
  nonTextTags: [
    "script",
    "style",
    "textarea",
    "option",
    "select",
    "button",
    "template",
    "title",
    "form",
    "svg",
    "math",
    "head",
  ],
  transformTags: { img: srcsetAside, source: srcsetAside, "amp-img": srcsetAside },
  allowedEmptyAttributes: ["alt", "hidden"],
  parseStyleAttributes: false,
};

/**
 * The HTML of a post as a tree that holds nothing but what the allow-list names: no script, style, form or event
 * handler, no address that is not http(s). Throws `InvalidInput` for what `guardHtml` refuses.
 */
export const cleanHtml = (html: string): CheerioAPI => {
  guardHtml(html);
  return load(sanitizeHtml(html, options), { xml: { xmlMode: false, decodeEntities: true } }, false);
};

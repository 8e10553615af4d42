import { withoutEntities } from "./plain-field.ts";
import { oneLine } from "./plain-text.ts";

const shortcodeNames =
  "gallery|caption|wp_caption|embed|audio|video|playlist|youtube|vimeo|instagram|twitter|tweet|facebook|tiktok|soundcloud|spotify|contact-form-7|contact-form|advertisement|adrotate|ads?|adsense|toc|more|read_more|button|column|columns|row|section|divider|spacer|slideshow|slider|nggallery|ngg|metaslider|rev_slider|social|share|related|jetpack[\\w-]*|sc|raw|accordion|tabs?|toggle";
/** Shortcodes with an attribute, an end tag, a known name, or an underscore as page builders write them; never "[sic]". */
const shortcode = new RegExp(
  `\\[/?(?:[a-z][\\w-]*\\s+[\\w-]+\\s*=[^\\]\\n]{0,2000}|(?:${shortcodeNames})(?:\\s[^\\]\\n]{0,2000})?|[a-z]+_[\\w-]+)/?\\]|\\[/[a-z][\\w-]*\\]`,
  "gi",
);
const cutMark = /\s*(?:\[\s*(?:…|\.{2,}|&hellip;|\?)\s*\]|\(\s*(?:…|\.{3})\s*\))/g;

/** Whole paragraphs that are no prose: what a site's software adds to every post, in the languages it adds it. */
const added: readonly RegExp[] = [
  /^the post .{0,500} (?:appeared first on|first appeared on) /i,
  /\b(?:appeared first on|first appeared on|was originally published (?:in|on|at)) .{0,200}$/i,
  /^(?:continue reading|read more|read the (?:rest|full)|keep reading|view (?:post|article|gallery|photos?|original)|click here (?:to|for)|see more|more\s*(?:»|→|…|\.{3}|>+)?$|full story|leia mais|continue lendo|ler mais|leer más|sigue leyendo|lire la suite|weiterlesen|mehr lesen|lees verder|leggi (?:tutto|di più)|continua a leggere|czytaj (?:dalej|więcej)|читать (?:далее|дальше|полностью)|続きを読む|阅读(?:更多|全文)|devamını oku)(?![^.…]{40})/i,
  /^(?:related|see also|more on|you (?:may|might) also (?:like|enjoy)|recommended|también|veja também|siehe auch|à lire aussi|leggi anche)\s*(?:posts?|stories|articles?|coverage)?\s*[:：]/i,
  /^(?:related|recommended|you (?:may|might) also like|share this|like this|like loading|advertisement|advertising|sponsored|publicidade|publicidad|anzeige|werbung|publicité|scroll to continue)\b.{0,20}$/i,
  /^(?:filed under|tagged(?: with| as)?|tags|categories|posted (?:in|by|on)|submitted by)\b.{0,300}$/i,
  /^(?:follow us|follow .{0,40}|subscribe|sign up|share|tweet|email this|print|comments?|leave a (?:comment|reply)|\d+ comments?)(?: (?:on|to|for|via|now|here)\b.{0,60})?[.!]?$/i,
  /^(?:powered by|copyright|©|all rights reserved)\b.{0,120}$/i,
];
const tail = [
  /\s*(?:continue reading|read more|leia mais|lire la suite|weiterlesen|leer más|leggi tutto)(?:\s*(?:\.{3}|…|→|»|›|>>?|\([^)]{0,40}\)))+\s*$/i,
  /\s*\bthe post .{0,300} appeared first on .{0,200}$/i,
  /\s*submitted by \S+ to \S+( \[link\])? \[\d+ comments?\]\s*$/i,
  /\s*(?:pic\.twitter\.com|pic\.x\.com)\/\w+\s*$/i,
];

/** A paragraph without what makes an automated digest look cheap (docs/editing.md M9); empty when it was nothing else. */
export const withoutChaff = (paragraph: string): string => {
  let text = oneLine(withoutEntities(withoutShortcodes(paragraph)));
  if (added.some((pattern) => pattern.test(text))) return "";
  for (const pattern of tail) text = text.replace(pattern, "");
  text = text.replace(/^(?:[*•·▪►▶]+\s*)+|(?:\s*\*\*)+$/gu, "").replace(/(?<=[\p{L}\p{N}]) (?=[,.](?:\s|$))/gu, "");
  return /[\p{L}\p{N}]/u.test(text) ? oneLine(text.replace(cutMark, "…")) : "";
};

export const withoutShortcodes = (text: string): string => (text.includes("[") ? text.replace(shortcode, " ") : text);

/** "[275 comments]" where a feed says the count in its prose only. */
export const commentsSaid = (text: string): number | undefined => {
  const count = text.match(/\[(\d{1,7}) comments?\]/)?.[1];
  return count === undefined ? undefined : Number(count);
};

/** A caption or alt that is the name of the file: IMG_1234, DSC00012, "hayley-rome-3", "Screen Shot 2020-10-13 at 9". */
export const isFileName = (text: string): boolean =>
  /^\S*\.(?:jpe?g|png|gif|webp|avif|heic|tiff?|bmp|svg)$/i.test(text) ||
  /^(?:img|dsc[nf]?|dscf|_?mg|pict?|image|photo|p\d|gopr|dji|pxl|vid|wp|mvimg|screen\s?shot|untitled|unnamed|file|picture|foto|download)[\s_-]*\(?[\d_\s.-]*\d?\)?(?: at [\d.\s apm]+)?$/i.test(
    text,
  ) ||
  /^[\p{Ll}\d]+(?:[-_]+[\p{Ll}\d]+){1,}$/u.test(text) ||
  /^[\w-]*\d{4,}[\w-]*$/.test(text) ||
  /^[0-9a-f-]{16,}$/i.test(text);

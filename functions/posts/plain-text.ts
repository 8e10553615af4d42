import { load } from "cheerio";

const invisible = /[^\P{Cc}\s]|[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]/gu;

/**
 * One line of text as people read it: NFC, no control or bidirectional-control characters (SECURITY.md, homographs),
 * no invisible fillers, no half surrogates, every run of white space one space.
 */
export const oneLine = (text: string): string =>
  text.toWellFormed().replace(invisible, "").replace(/\s+/g, " ").trim().normalize("NFC");

/** At most `max` UTF-16 units, cut at a word where there is one, never inside a character; nothing put in its place. */
export const cutAtWord = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const head = text.slice(0, max + 1);
  const space = head.lastIndexOf(" ");
  const cut = space > max / 2 ? head.slice(0, space) : text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return cut.replace(/[\s,;:–—-]+$/, "");
};

const entity = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/gi;

/** Entities that were escaped once or twice too often and would show as "&#8217;"; what is none stays as written. */
export const withoutEntities = (text: string): string => (text.includes("&") ? unescaped(unescaped(text)) : text);

const unescaped = (text: string): string => text.replace(entity, (written) => decoded(written));

const decoded = (written: string): string => load(written, { xml: { xmlMode: false } }, false).text();

const markup =
  /<\/?(?:a|abbr|b|big|blockquote|br|center|cite|code|div|em|font|h[1-6]|i|img|ins|del|li|mark|ol|p|q|s|small|span|strike|strong|sub|sup|tt|u|ul|wbr|iframe|object|embed|form|input|svg|body|html)(?:\s[^<>]*)?\/?>/gi;
const unshown = /<(script|style|title|textarea|noscript)\b[^<>]*>[^<]*(?:<\/\1\s*>|$)/gi;

/** A field that should be plain text but came with markup or with entities in it: titles, names, captions. */
export const plainField = (text: string | undefined): string => {
  if (!text) return "";
  const bare = text.includes("<") ? text.replace(unshown, " ").replace(markup, "") : text;
  return oneLine(withoutEntities(bare));
};

/** What is compared when two texts are asked to be the same: letters and digits in lower case. */
export const gist = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

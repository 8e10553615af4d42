import { load } from "cheerio";
import { oneLine } from "./plain-text.ts";

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

import type { Context } from "hono";
import { isPageLanguage } from "../../templates/pages/words.ts";

/** The language of ours that a reader wants most, by `?lang` or else Accept-Language (RFC 9110 §12.5.4). */
const preferredLanguage = (asked: string | undefined, acceptLanguage: string): string | undefined => {
  if (asked && isPageLanguage(asked)) return asked;
  return acceptLanguage
    .slice(0, longestHeader)
    .split(",")
    .map((entry) => {
      const [range = "", ...parameters] = entry.trim().toLowerCase().split(";");
      const quality = parameters.map((each) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(each)?.[1]).find(Boolean);
      return { language: range.trim().split("-")[0] ?? "", quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ language, quality }) => quality > 0 && isPageLanguage(language))
    .toSorted((one, other) => other.quality - one.quality)[0]?.language;
};

const longestHeader = 500;

/** The newsletter as its reader reads it: in their language where we have it, else in its own. */
export const forReader = <Named extends { language: string }>(context: Context, newsletter: Named): Named => {
  const language = preferredLanguage(context.req.query("lang"), context.req.header("accept-language") ?? "");
  const isOwn = language === undefined || newsletter.language.split("-")[0] === language;
  return isOwn ? newsletter : { ...newsletter, language };
};

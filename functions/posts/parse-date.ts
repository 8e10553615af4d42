import type { Instant } from "../core/time.ts";

type Fields = { year: number; month: number; day: number; rest: string };

/**
 * Any way that feeds write a date, as an instant: ISO 8601 and its loose forms, RFC 822 with all its mistakes, month
 * names in some thirty languages, year-month-day in Chinese, Japanese and Korean, Unix time. Without a zone it is UTC;
 * without a time, midnight. `undefined` for what is no date between 1970 and 2100.
 */
export const parseDate = (written: string | undefined, language = "en"): Instant | undefined => {
  const text = (written ?? "")
    .replace(/[\u200e\u200f\u202a-\u202e]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  if (!text || text.length > 100) return undefined;
  const fields = isoDate(text) ?? namedMonth(text, language) ?? eastAsian(text) ?? numeric(text, language);
  return fields ? toInstantIn(fields) : unixTime(text);
};

const isoDate = (text: string): Fields | undefined => {
  const match =
    /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?!\d)(.*)$/.exec(text) ??
    /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)(.*)$/.exec(text) ??
    /^((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(?=\d{6})|$)(.*)$/.exec(text);
  return match ? fieldsOf(match[1], Number(match[2]), match[3] ?? "1", match[4]) : undefined;
};

const namedMonth = (text: string, language: string): Fields | undefined => {
  const dayFirst =
    /(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|ª|º)?[\s.,-]*(?:de |d['’])?([\p{L}\p{M}]{3,})[\s.,-]*(?:de |del )?['’]?(\d{4}|\d{2})(?!\d)(.*)$/u.exec(
      text,
    );
  const found = dayFirst && monthOf(dayFirst[2] ?? "", language);
  if (dayFirst && found) return fieldsOf(dayFirst[3], found, dayFirst[1], dayFirst[4]);
  const monthFirst =
    /([\p{L}\p{M}]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:(\d{1,2}:\d{2}.*?)\s)?(\d{4})(?!\d)(.*)$/u.exec(text);
  const month = monthFirst && monthOf(monthFirst[1] ?? "", language);
  if (!monthFirst || !month) return undefined;
  return fieldsOf(monthFirst[4], month, monthFirst[2], `${monthFirst[3] ?? ""} ${monthFirst[5] ?? ""}`);
};

const eastAsian = (text: string): Fields | undefined => {
  const match = /(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?(.*)$/.exec(text);
  return match ? fieldsOf(match[1], Number(match[2]), match[3], match[4]?.replace(/[時时시](\d)/, ":$1")) : undefined;
};

/** 24.9.2018 everywhere; 9/24/2018 month first in American English or when there is no other way to read it. */
const numeric = (text: string, language: string): Fields | undefined => {
  const match = /(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)(.*)$/.exec(text);
  if (!match) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const monthFirst = second > 12 || (match[2] === "/" && first <= 12 && /^en(?:-us)?$/i.test(language));
  return fieldsOf(match[4], monthFirst ? first : second, String(monthFirst ? second : first), match[5]);
};

const fieldsOf = (year = "", month: number, day = "1", rest = ""): Fields => ({
  year: year.length > 2 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900),
  month,
  day: Number(day),
  rest,
});

const toInstantIn = ({ year, month, day, rest }: Fields): Instant | undefined => {
  const time =
    /(?<!\d)(\d{1,2})[:h.](\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap])?/i.exec(rest) ??
    /(?:^|[\sT])(\d{2})(\d{2})(\d{2})?(?=\D|$)/.exec(rest);
  const half = time?.[5]?.toLowerCase();
  const hour = Number(time?.[1] ?? 0) % (half ? 12 : 25);
  const fraction = Number(`0.${time?.[4] ?? "0"}`);
  const hours = half === "p" ? hour + 12 : hour;
  const at = Date.UTC(
    year,
    month - 1,
    day,
    hours,
    Number(time?.[2] ?? 0),
    Number(time?.[3] ?? 0),
    Math.floor(fraction * 1000),
  );
  const valid = month >= 1 && month <= 12 && day >= 1 && new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
  return valid && hours <= 24 ? sane(at - offsetMinutes(rest) * 60_000) : undefined;
};

const sane = (at: number): Instant | undefined => {
  const date = new Date(at);
  return at > 0 && date.getUTCFullYear() < 2100 ? date.toISOString() : undefined;
};

const unixTime = (text: string): Instant | undefined => {
  if (!/^\d{9,13}$/.test(text)) return undefined;
  return sane(Number(text) * (text.length > 11 ? 1 : 1000));
};

/** RFC 822's zones and those that mean one thing only; hours east of Greenwich. */
const zones: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AKST: -9,
  AKDT: -8,
  HST: -10,
  BRT: -3,
  ART: -3,
  WET: 0,
  WEST: 1,
  BST: 1,
  CET: 1,
  CEST: 2,
  MEZ: 1,
  MESZ: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  JST: 9,
  KST: 9,
  AWST: 8,
  ACST: 9.5,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
  SGT: 8,
  HKT: 8,
  NST: -3.5,
};

const offsetMinutes = (rest: string): number => {
  const offset = /([+-])(\d{2}):?(\d{2})?(?!\d)/.exec(rest);
  if (offset) return (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0));
  const name = /\b([A-Z]{3,4})\b/.exec(rest)?.[1] ?? "";
  return (zones[name] ?? 0) * 60;
};

const locales =
  "en pt es fr de it nl sv da nb fi pl cs sk sl hu ro ru uk bg sr el tr ca gl eu et lv lt is ga cy id ms vi ar fa he hi bn kn ta te ml mr gu pa th ka hy sw".split(
    " ",
  );

const bare = (name: string): string =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\p{M}.'’]/gu, "");

const months = new Map<string, Map<string, number>>();

/** The number of a month by its name, whole or short, in the feed's language first and then in all of them. */
const monthOf = (name: string, language: string): number | undefined => {
  const key = bare(name);
  const own = language.slice(0, 2).toLowerCase();
  for (const locale of [...(locales.includes(own) ? [own] : []), ...locales]) {
    const month = monthsIn(locale).get(key);
    if (month) return month;
  }
  return undefined;
};

const monthsIn = (locale: string): Map<string, number> => {
  const known = months.get(locale);
  if (known) return known;
  const names = new Map<string, number>(locale === "en" ? [["sept", 9]] : []);
  for (const style of ["long", "short"] as const) {
    for (const options of [{ month: style }, { month: style, day: "numeric" }] as const) {
      const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { ...options, timeZone: "UTC" });
      for (let month = 0; month < 12; month++) {
        const part = format.formatToParts(Date.UTC(2018, month, 15)).find(({ type }) => type === "month");
        const word = bare(part?.value ?? "");
        for (const each of [word, locale === "fi" ? word.replace(/ta$/, "") : word.slice(0, 3)]) {
          if (each.length >= 3 && /\p{L}/u.test(each) && !names.has(each)) names.set(each, month + 1);
        }
      }
    }
  }
  months.set(locale, names);
  return names;
};

import { isFileName, withoutShortcodes } from "./chaff.ts";
import { plainField } from "./plain-field.ts";
import { cutAtWord, gist, oneLine } from "./plain-text.ts";
import { sentencesOf } from "./sentences.ts";

const titleLengthMax = 500;
const derivedLengthMax = 90;

export type TitleContext = {
  /** The names the site goes by: the feed's title, its host. */
  siteNames?: readonly string[];
  /** Looked at for how a word is written when the title shouts, and for a title when there is none. */
  paragraphs?: readonly string[];
  language?: string | undefined;
};

/**
 * A title as a headline: no markup, no entities, no control characters, no "| Site name", not shouted. Without one it
 * is the first sentence of the prose, cut at a word; empty only when there is no prose either.
 */
export const titleOf = (written: string | undefined, context: TitleContext = {}): string => {
  const title = withoutSite(oneLine(withoutShortcodes(plainField(written))), context.siteNames ?? []);
  const bare = isPlaceholder(title) ? fromProse(context) : unshouted(title, context);
  return cutAtWord(bare, titleLengthMax);
};

const isPlaceholder = (title: string): boolean =>
  title === "" || /^[([]?(?:untitled|no title|sans titre|ohne titel|sem título|sin título)[)\]]?$/i.test(title);

const fromProse = ({ paragraphs = [], language }: TitleContext): string => {
  const first = paragraphs.find((paragraph) => !isFileName(paragraph)) ?? "";
  const sentence = sentencesOf(first.slice(0, 2000), language)[0] ?? "";
  const cut = cutAtWord(sentence, derivedLengthMax);
  return cut === sentence ? sentence.replace(/(?<![.])\.$/, "").replace(/[:：]$/, "") : `${cut}…`;
};

const separated = /^(.+\S)\s*(?:\s[|–—·•»«›~-]|\||::|\s:)\s+([^|]+)$/u;

const withoutSite = (title: string, names: readonly string[]): string => {
  const parts = separated.exec(title);
  if (!parts?.[1] || !parts[2]) return title;
  const last = gist(parts[2]);
  return names.some((name) => gist(name) !== "" && gist(name) === last) ? withoutSite(parts[1].trim(), names) : title;
};

/** The names a feed's title and address give its site: "Flashbulb – The photo blog" is Flashbulb, flashbulb.example too. */
export const siteNamesOf = (feedTitle: string | undefined, siteUrl: string | undefined): string[] => {
  const title = plainField(feedTitle);
  const names = [title, ...title.split(/\s+[|–—·•»:-]\s+|:\s+/)];
  const host = siteUrl && URL.canParse(siteUrl) ? new URL(siteUrl).hostname.replace(/^www\./, "") : "";
  if (host) names.push(host, host.split(".").slice(0, -1).join("."), host.split(".")[0] ?? "");
  return [...new Set(names.filter((name) => name.length > 1))];
};

const small = new Set(
  "a an and as at but by for from in into nor of off on onto or over per so than the to up via vs with yet".split(" "),
);
const acronyms = new Set(
  "AI AFP AP BBC CBS CEO CIA CNN DC DJ DIY DNA EU FBI FIFA GOP HBO IMAX IRS LA LGBT LGBTQ MLB MTV NASA NATO NBA NBC NCAA NFL NHL NSA NY NYC OK PC PR RIP TV UFC UFO UK UN US USA VIP VR WHO WWE II III IV VI VII VIII IX XI XII".split(
    " ",
  ),
);

/** A title all in capitals set as a headline: words as the prose writes them, known acronyms kept; others are left alone. */
const unshouted = (title: string, { paragraphs = [], language = "en" }: TitleContext): string => {
  const letters = title.replace(/[^\p{L}]/gu, "");
  const words = title.split(" ").filter((word) => /\p{L}{2}/u.test(word));
  const shouts =
    letters.length >= (words.length > 1 ? 6 : 10) && !/[^\p{Lu}\p{Lo}\p{Lm}]/u.test(letters) && /\p{Lu}/u.test(letters);
  if (!shouts || words.every((word) => acronyms.has(word.replace(/[^A-Z]/g, "")))) return title;
  const written = spellings(paragraphs);
  const english = language.toLowerCase().startsWith("en");
  let opens = true;
  return title.replace(/\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*/gu, (word, at: number) => {
    const first = opens || /[.!?:–—|“"]\s*$/.test(title.slice(0, at));
    opens = false;
    return headlineWord(word, first, english, written);
  });
};

const headlineWord = (word: string, first: boolean, english: boolean, written: Map<string, string>): string => {
  const lower = word.toLowerCase();
  const [stem = word] = word.split(/['’]/);
  const spelt = written.get(lower);
  if (acronyms.has(stem)) return stem + word.slice(stem.length).toLowerCase();
  if (spelt && /\p{Lu}/u.test(spelt)) return spelt;
  if (!first && (english ? small.has(lower) : spelt === lower)) return lower;
  return [...lower].map((char, index) => (index === 0 ? char.toUpperCase() : char)).join("");
};

/** How the prose writes its words, a spelling with capitals inside a sentence before one without. */
const spellings = (paragraphs: readonly string[]): Map<string, string> => {
  const found = new Map<string, string>();
  const prose = paragraphs
    .filter((paragraph) => /\p{Ll}/u.test(paragraph))
    .join(" . ")
    .slice(0, 20_000);
  for (const match of prose.matchAll(/(?<=[\p{L}\p{N},;’')]\s["“‘(]?)\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*/gu)) {
    const [word] = match;
    const shouted = word.length > 5 && word === word.toUpperCase();
    const before = found.get(word.toLowerCase());
    if (!shouted && (before === undefined || before === word.toLowerCase())) found.set(word.toLowerCase(), word);
  }
  return found;
};

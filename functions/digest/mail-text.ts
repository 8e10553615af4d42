/** A line of words and the way it is written, so that an Arabic title reads right in an English mail. */
export type Line = { text: string; direction: "ltr" | "rtl" };

/** Embeddings, overrides and isolates: one left open in a title would turn everything after it around. */
const bidiControls = /[\u202a-\u202e\u2066-\u2069]/g;
/** Control characters, unpaired surrogates and the noncharacters no parser agrees on. */
const unprintable = /[\p{Cc}\p{Cs}\ufffe\uffff]+/gu;

/** The text as one line that cannot harm what stands around it: no control character, no bidi override, single spaces. */
export const oneLine = (text: string): string =>
  text.replace(bidiControls, "").replace(unprintable, " ").replace(/\s+/g, " ").trim();

export const line = (text: string): Line => {
  const clean = oneLine(text);
  return { text: clean, direction: textDirection(clean) };
};

/** The direction of the first letter that has one; left to right without any. */
export const textDirection = (text: string): "ltr" | "rtl" => {
  const first = /\p{L}/u.exec(text)?.[0] ?? "";
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(first)
    ? "rtl"
    : "ltr";
};

const wordsIn = new Intl.Segmenter(undefined, { granularity: "word" });
const sentencesIn = new Intl.Segmenter(undefined, { granularity: "sentence" });

/**
 * At most `longest` characters, the ellipsis among them; cut only between words, in languages without spaces too. A
 * quotation that is cut is closed.
 */
export const cutAtWord = (text: string, longest: number): string => {
  if (text.length <= longest) return text;
  let kept = "";
  for (const { segment } of wordsIn.segment(text)) {
    if (kept.length + segment.length > longest - 1) break;
    kept += segment;
  }
  const bare = kept.replace(/[\s\p{P}]+$/u, "");
  const cut = `${bare}…${closingQuote(bare)}`;
  return cut.length > longest ? cutAtWord(text, longest - 1) : cut;
};

/** What closes a quotation that the text leaves open, as it was opened: “ ”, „ “, « ». */
const closingQuote = (text: string): string => {
  const last = text.search(/[“”„«»][^“”„«»]*$/);
  const mark = text[last] ?? "";
  if (mark === "„") return "“";
  if (mark === "“") return text.slice(0, last).lastIndexOf("„") > text.slice(0, last).lastIndexOf("“") ? "" : "”";
  return mark === "«" ? "»" : "";
};

export const cutAtWords = (text: string, words: number): string => {
  const all = text.split(" ");
  return all.length <= words
    ? text
    : `${all
        .slice(0, words)
        .join(" ")
        .replace(/\p{P}+$/u, "")}…`;
};

export const firstSentence = (text: string): string => {
  for (const { segment } of sentencesIn.segment(text)) return segment.trim();
  return "";
};

/** `IMG_2041`, `dsc-0012.jpg`, `2024-06-01-set-12-scaled`: what a camera or an upload calls a picture. */
export const isFileName = (text: string): boolean =>
  /\.(jpe?g|png|gif|webp|avif|heic|tiff?)$/i.test(text) ||
  /^(img|dsc[fn]?|pict?|mg|screenshot|image|photo|foto|untitled|unnamed|download)?[\s_\-.]*\(?\d[\d\s_\-.()]*$/i.test(
    text,
  ) ||
  /^(?=.*[_\d])[\w]+(?:[-_][\w]+)+$/.test(text);

const creditIntroduction =
  /^(?:photo(?:graph)?s?|images?|pictures?|credits?|foto|bild|crédits?|crédito|source|courtesy)(?:\s+(?:credits?|by|of|courtesy))*\s*[:/|]\s*|^photo(?:graph)?s?\s+(?:by|courtesy(?:\s+of)?)\s+/iu;

/** The credit without the "Photo:" that its source may have put before it, so that it says so once. */
export const bareCredit = (credit: string): string => oneLine(credit).replace(creditIntroduction, "").trim();

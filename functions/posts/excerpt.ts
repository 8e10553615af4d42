import { gist } from "./plain-text.ts";
import { countWords, fullStopOf, isWhole, sentencesOf, trailsOff } from "./sentences.ts";

export const excerptWordsMax = 60;
const excerptLengthMax = 1000;
/** With as many words as this an excerpt does not reach into the next paragraph. */
const enoughWords = 25;
/** With fewer it is not one yet: "Capra? Coppola? Bigelow?". */
const tooFewWords = 5;

export type ExcerptOptions = {
  language?: string | undefined;
  words?: number | undefined;
  /** Paragraphs that only say the title again are passed over. */
  title?: string | undefined;
};

/**
 * The opening of the prose in at most 60 words, always whole sentences: it never ends in a colon, an ellipsis or
 * half-way, nor leaves a quotation open. Sentences that do not fit end it; a paragraph that opens with none that does is
 * passed over. Paragraphs without an end of their own (standfirsts, headings, bylines) come second, and a lone one gets
 * its full stop. Empty when there is nothing of the kind.
 */
export const excerptOf = (paragraphs: readonly string[], options: ExcerptOptions = {}): string => {
  const title = gist(options.title ?? "");
  const prose = paragraphs
    .filter((paragraph) => gist(paragraph) !== title && !isByline(paragraph))
    .map((paragraph) => sentencesOf(paragraph.slice(0, 4000), options.language));
  const found = [opening(prose, options, hasEnd), opening(prose, options, () => true)];
  const text = found.find((each) => countWords(each) >= tooFewWords);
  return closed(text ?? (standfirst(prose, options) || (found[0] ?? "")));
};

/** With the quotation mark that an excerpt left open when it ended before the speaker did. */
const closed = (text: string): string => {
  if (/“[^”]*$/.test(text) && !text.includes("„")) return `${text}”`;
  return text.startsWith('"') && text.split('"').length % 2 === 0 ? `${text}"` : text;
};

const hasEnd = (sentences: readonly string[]): boolean => {
  const last = sentences.at(-1) ?? "";
  return isWhole(last) || trailsOff(last);
};

const opening = (
  prose: readonly string[][],
  { language, words = excerptWordsMax }: ExcerptOptions,
  mayUse: (sentences: readonly string[]) => boolean,
): string => {
  let text = "";
  for (const sentences of prose) {
    if (!mayUse(sentences) && text === "") continue;
    for (const sentence of sentences) {
      const longer = text ? `${text} ${sentence}` : sentence;
      const fits = longer.length <= excerptLengthMax && countWords(longer, language) <= words;
      if (!fits || !mayUse(sentences) || !isWhole(sentence) || /https?:\/\//.test(sentence)) {
        if (countWords(text, language) >= tooFewWords) return text;
        text = "";
        break;
      }
      text = longer;
    }
    if (text && countWords(text, language) >= Math.min(enoughWords, words)) return text;
  }
  return text;
};

const standfirst = (prose: readonly string[][], { language, words = excerptWordsMax }: ExcerptOptions): string => {
  const line = prose
    .map((sentences) => sentences.join(" "))
    .find((paragraph) => {
      const count = countWords(paragraph, language);
      const ends = /[\p{L}\p{M}\p{N}]["'”’»)\]]*$/u.test(paragraph) && !/https?:\/\//.test(paragraph);
      return count >= 2 && count <= words && paragraph.length < 500 && ends;
    });
  return line ? line + fullStopOf(line) : "";
};

/** "By Ann Smith and Bob Jones": names after a preposition, and nothing else. */
const isByline = (paragraph: string): boolean =>
  paragraph.length < 120 &&
  /^(?:by|von|par|por|di|door|av|af|text|words|photos?|reporting)\b:?(?:\s+(?:by|and|y|e|et|und|with|&|[\p{Lu}(][\p{L}.'’),-]*))+$/iu.test(
    paragraph,
  ) &&
  !/\s\p{Ll}{4,}/u.test(paragraph);

import { gist } from "./plain-text.ts";
import { countWords, fullStopOf, isWhole, sentencesOf, trailsOff } from "./sentences.ts";

export const excerptWordsMax = 60;
const excerptLengthMax = 1000;
/** With as many words as this an excerpt does not reach into the next paragraph. */
const enoughWords = 25;

export type ExcerptOptions = {
  language?: string | undefined;
  words?: number | undefined;
  /** Paragraphs that only say the title again are passed over. */
  title?: string | undefined;
};

/**
 * The opening of the prose in at most 60 words, always whole sentences: it never ends in a colon, an ellipsis or
 * half-way. Sentences that do not fit end it; a paragraph that opens with none that does is passed over. A source
 * whose only prose is one line without a full stop (a standfirst) gives that line with its full stop. Empty when there
 * is nothing of the kind.
 */
export const excerptOf = (paragraphs: readonly string[], options: ExcerptOptions = {}): string => {
  const title = gist(options.title ?? "");
  const prose = paragraphs.filter((paragraph) => gist(paragraph) !== title);
  return opening(prose, options) || standfirst(prose, options);
};

const opening = (prose: readonly string[], { language, words = excerptWordsMax }: ExcerptOptions): string => {
  let text = "";
  for (const paragraph of prose) {
    const sentences = sentencesOf(paragraph.slice(0, 4000), language);
    for (const sentence of sentences) {
      const longer = text ? `${text} ${sentence}` : sentence;
      const fits = longer.length <= excerptLengthMax && countWords(longer, language) <= words;
      if (!fits || !isWhole(sentence)) {
        if (text) return text;
        break;
      }
      text = longer;
    }
    if (text && countWords(text, language) >= Math.min(enoughWords, words)) return text;
  }
  return text;
};

const standfirst = (prose: readonly string[], { language, words = excerptWordsMax }: ExcerptOptions): string => {
  const line = prose.find((paragraph) => {
    const count = countWords(paragraph, language);
    return count >= 2 && count <= words && paragraph.length < 500 && /[\p{L}\p{N}]["'”’»)\]]*$/u.test(paragraph);
  });
  return line && !trailsOff(line) ? line + fullStopOf(line) : "";
};

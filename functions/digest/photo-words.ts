import type { Words } from "../../templates/words.ts";
import type { Photo } from "../posts/photo.ts";
import { bareCredit, cutAtWord, firstSentence, isFileName, type Line, line, oneLine } from "./mail-text.ts";

/** The longest caption under a photo over the full width, and under one of a pair (docs/editing.md M6). */
export const longestCaption = { full: 140, pair: 90 } as const;

/** A description that is read aloud; what is longer belongs into the caption, and weighs on a mail of fourteen photos. */
const longestAlt = 160;

export type PhotoWords = { alt: string; caption: Line | null; credit: string | null };

/**
 * What is said of a photo: its caption, cut at a word; its credit, whole, introduced once; and an alt text, cut at a word
 * too, that is never empty, never a file's name and never what the caption beneath it says.
 */
export const photoWords = (photo: Photo, title: string, words: Words, longest: number): PhotoWords => {
  const whole = usable(photo.caption);
  const caption = longest > 0 && whole ? cutAtWord(whole, longest) : "";
  const credit = photo.credit ? bareCredit(photo.credit) : "";
  return {
    alt: altText(photo, title, words, whole, caption),
    caption: caption ? line(caption) : null,
    credit: credit ? `${words.photo} ${credit}` : null,
  };
};

const altText = (photo: Photo, title: string, words: Words, whole: string, caption: string): string => {
  const candidates = [usable(photo.alt), firstSentence(whole)];
  const alt = candidates.find((each) => each && !same(each, caption)) ?? words.photoFrom(oneLine(title));
  return cutAtWord(alt, longestAlt);
};

const usable = (text: string | undefined): string => {
  const clean = oneLine(text ?? "");
  return isFileName(clean) ? "" : clean;
};

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const same = (a: string, b: string): boolean => bare(a) === bare(b);

import type { Reason } from "./digest.ts";

/** A reason to be in or out: `rule` is what is counted, `words` is what is read. */
export const inside = (rule: string, words: string): Reason => ({ in: true, rule, text: `In: ${words}` });
export const out = (rule: string, words: string): Reason => ({ in: false, rule, text: `Out: ${words}` });

const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/** 1 → first, 3 → third, 21 → 21st. */
export const ordinal = (place: number): string => ordinals[place - 1] ?? `${place}${suffix(place)}`;

const suffix = (place: number): string => {
  if (place % 100 >= 11 && place % 100 <= 13) return "th";
  return ["th", "st", "nd", "rd"][place % 10] ?? "th";
};

/** "1 photo", "3 photos". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

import type { Cadence } from "./newsletter.ts";

type Nth = Extract<Cadence, { kind: "monthly-weekday" }>["nth"];
type DayOfMonth = Extract<Cadence, { kind: "monthly" }>["day"];

/** How a language says it; `day` is 1 = Monday … 7 = Sunday. */
type Words = {
  every: (day: string) => string;
  daily: string;
  workdays: string;
  monthly: (day: DayOfMonth) => string;
  nth: (nth: Nth, day: string) => string;
  at: (days: string, time: string) => string;
};

const ordinal = (nth: Nth, words: readonly string[], last: string): string =>
  nth === "last" ? last : (words[nth - 1] as string);

const englishSuffixes = { one: "st", two: "nd", few: "rd", other: "th", many: "th", zero: "th" };
const englishOrdinals = new Intl.PluralRules("en", { type: "ordinal" });

const english: Words = {
  every: (day) => `every ${day}`,
  daily: "every day",
  workdays: "Monday to Friday",
  monthly: (day) =>
    day === "last"
      ? "on the last day of every month"
      : `on the ${day}${englishSuffixes[englishOrdinals.select(day)]} of every month`,
  nth: (nth, day) => `on the ${ordinal(nth, ["first", "second", "third", "fourth"], "last")} ${day} of every month`,
  at: (days, time) => `${days} at ${time}`,
};

/** "8 h", "8 h 30", and no line ends within. */
const frenchTime = (time: string): string => {
  const [hours, minutes] = time.split(":");
  return [Number(hours), "h", ...(minutes === "00" ? [] : [minutes])].join("\u00a0");
};

const french: Words = {
  every: (day) => `chaque ${day}`,
  daily: "chaque jour",
  workdays: "du lundi au vendredi",
  monthly: (day) =>
    day === "last" ? "le dernier jour de chaque mois" : `le ${day === 1 ? "1er" : day} de chaque mois`,
  nth: (nth, day) =>
    `le ${ordinal(nth, ["premier", "deuxième", "troisième", "quatrième"], "dernier")} ${day} de chaque mois`,
  at: (days, time) => `${days} à ${frenchTime(time)}`,
};

const german: Words = {
  every: (day) => `jeden ${day}`,
  daily: "jeden Tag",
  workdays: "montags bis freitags",
  monthly: (day) => (day === "last" ? "am letzten Tag jedes Monats" : `am ${day}. jedes Monats`),
  nth: (nth, day) => `am ${ordinal(nth, ["ersten", "zweiten", "dritten", "vierten"], "letzten")} ${day} jedes Monats`,
  at: (days, time) => `${days} um ${time} Uhr`,
};

const spanish: Words = {
  every: (day) => `cada ${day}`,
  daily: "cada día",
  workdays: "de lunes a viernes",
  monthly: (day) => (day === "last" ? "el último día de cada mes" : `el día ${day} de cada mes`),
  nth: (nth, day) => `el ${ordinal(nth, ["primer", "segundo", "tercer", "cuarto"], "último")} ${day} de cada mes`,
  // The clock strikes one in the singular.
  at: (days, time) => `${days} a ${time.startsWith("01:") ? "la" : "las"} ${time}`,
};

const arabic: Words = {
  every: (day) => `كل يوم ${day}`,
  daily: "كل يوم",
  workdays: "من الاثنين إلى الجمعة",
  monthly: (day) => (day === "last" ? "في آخر يوم من كل شهر" : `في اليوم ${day} من كل شهر`),
  nth: (nth, day) =>
    nth === "last"
      ? `في آخر يوم ${day} من كل شهر`
      : `في يوم ${day} ${ordinal(nth, ["الأول", "الثاني", "الثالث", "الرابع"], "")} من كل شهر`,
  at: (days, time) => `${days} في الساعة ${time}`,
};

const languages: Readonly<Record<string, Words>> = {
  en: english,
  fr: french,
  de: german,
  es: spanish,
  ar: arabic,
};

/**
 * The cadence as one says it: "every Saturday at 08:00", "le premier lundi de chaque mois à 08:00". In English where we
 * have no words of the language.
 */
export const cadenceWords = (cadence: Cadence, language: string): string => {
  const primary = language.split("-")[0] as string;
  const tag = primary in languages ? primary : "en";
  const words = languages[tag] as Words;
  return words.at(daysIn(cadence, words, tag), cadence.time);
};

const daysIn = (cadence: Cadence, words: Words, tag: string): string => {
  switch (cadence.kind) {
    case "daily":
      return words.daily;
    case "weekly":
      return words.every(weekdayIn(tag, cadence.weekday));
    case "weekdays":
      return cadence.days.join() === "1,2,3,4,5"
        ? words.workdays
        : words.every(new Intl.ListFormat(tag).format(cadence.days.map((day) => weekdayIn(tag, day))));
    case "monthly":
      return words.monthly(cadence.day);
    case "monthly-weekday":
      return words.nth(cadence.nth, weekdayIn(tag, cadence.weekday));
  }
};

/** 1 January 2024 was a Monday. */
const weekdayIn = (tag: string, weekday: number): string =>
  new Intl.DateTimeFormat(tag, { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2024, 0, weekday));

import { arabic } from "./languages/ar.ts";
import { german } from "./languages/de.ts";
import { english } from "./languages/en.ts";
import { spanish } from "./languages/es.ts";
import { french } from "./languages/fr.ts";

/**
 * The words of the subscriber pages and of the confirmation mail, in one language; `{name}` stands for the newsletter's
 * name, `{cadence}` for when it comes out.
 */
export type PageWords = {
  unsubscribeTitle: string;
  unsubscribeQuestion: string;
  unsubscribeButton: string;
  unsubscribedTitle: string;
  unsubscribedText: string;
  preferencesTitle: string;
  preferencesLegend: string;
  everything: string;
  photosOnly: string;
  save: string;
  saved: string;
  notFoundTitle: string;
  notFoundText: string;
  subscribeTitle: string;
  /** What somebody agrees to who sends the form: `consentVersion` goes up when it changes. */
  subscribeText: string;
  addressLabel: string;
  nameLabel: string;
  trapLabel: string;
  subscribeButton: string;
  addressWrong: string;
  addressNotLatin: string;
  nameWrong: string;
  askedTitle: string;
  askedText: string;
  askedHint: string;
  confirmTitle: string;
  confirmButton: string;
  confirmedTitle: string;
  confirmedText: string;
  expiredTitle: string;
  expiredText: string;
  expiredLink: string;
  mailSubject: string;
  mailText: string;
  mailButton: string;
  mailAddress: string;
  mailIgnore: string;
  languageLabel: string;
  tooManyTitle: string;
  tooManyText: string;
  closedTitle: string;
  closedText: string;
  onceMoreTitle: string;
  onceMoreText: string;
  slipTitle: string;
  slipText: string;
  slipUse: string;
  slipKeep: string;
  challengeMissing: string;
  pauseTitle: string;
  pauseText: string;
  pauseLabel: string;
  pauseButton: string;
  pausedTitle: string;
  pausedText: string;
  undoText: string;
  undoButton: string;
  undoneTitle: string;
  undoneText: string;
  whyLegend: string;
  whyTooMany: string;
  whyNotMine: string;
  whyNever: string;
  whyOther: string;
  whyButton: string;
  whyThanks: string;
  pauseLegend: string;
  pauseNone: string;
  pauseKeep: string;
  addressTitle: string;
  addressText: string;
  newAddressLabel: string;
  addressButton: string;
  addressAskedTitle: string;
  addressAskedText: string;
  addressAskedHint: string;
  addressTooOftenTitle: string;
  addressTooOftenText: string;
  moveTitle: string;
  moveButton: string;
  moveHalfTitle: string;
  moveHalfText: string;
  movedTitle: string;
  movedText: string;
  moveMailSubject: string;
  moveMailOld: string;
  moveMailNew: string;
  moveMailButton: string;
  moveMailIgnore: string;
  welcomeSubject: string;
  welcomeText: string;
  welcomeIssue: string;
  welcomeNext: string;
  preferencesLink: string;
  snippetTitle: string;
  snippetText: string;
};

/** Goes up with every change of a `subscribeText`. */
const consentVersion = 3;

const languages: Readonly<Record<string, PageWords>> = {
  en: english,
  fr: french,
  de: german,
  es: spanish,
  ar: arabic,
};

export type NamedPageWords = { language: string; words: PageWords };

/** The languages of our pages, each by its own name. */
export const pageLanguages = { en: "English", fr: "Français", de: "Deutsch", es: "Español", ar: "العربية" } as const;
export type PageLanguage = keyof typeof pageLanguages;

export const isPageLanguage = (language: string): language is PageLanguage => Object.hasOwn(pageLanguages, language);

/** The words of a page with the newsletter's name in them, and the language they are really in. */
export const pageWords = (newsletter: { language: string; name: string }): NamedPageWords => {
  const { language, words } = wordsIn(newsletter.language);
  const named = Object.entries(words).map(([key, text]) => [key, text.replaceAll("{name}", () => newsletter.name)]);
  return { language, words: Object.fromEntries(named) as PageWords };
};

const wordsIn = (language: string): NamedPageWords => {
  const words = languages[language.split("-")[0] ?? ""];
  return words ? { language, words } : { language: "en", words: english };
};

/** Which words somebody agreed to: the language of the form and the version of its text. */
export const wordingOf = (newsletter: { language: string }): string =>
  `${wordsIn(newsletter.language).language}/${consentVersion}`;

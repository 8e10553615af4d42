import { html } from "hono/html";
import { type Markup, page } from "./page.ts";
import { type NamedPageWords, type PageWords, pageLanguages, pageWords } from "./words.ts";

/** Whose page it is, and the language it is read in. */
export type Named = { language: string; name: string };

/** A page that people of a newsletter come to, in their language, and the way to the other languages. */
export const subscriberPage = (
  newsletter: Named,
  make: (words: PageWords, language: string) => { title: string; body: Markup },
): Markup => {
  const { language, words } = pageWords(newsletter);
  const { title, body } = make(words, language);
  const name = newsletter.name === "" ? {} : { name: newsletter.name };
  return page({ language, ...name, title, body, languages: languageLinks({ language, words }) });
};

/** A page that says something and asks nothing: its title, then its sentences, a paragraph each. */
export const sayingPage = (newsletter: Named, said: (words: PageWords) => readonly [string, ...string[]]): Markup =>
  subscriberPage(newsletter, (words) => {
    const [title, ...sentences] = said(words);
    return { title, body: html`${sentences.map((sentence) => html`<p>${sentence}</p>`)}` };
  });

const languageLinks = ({ language, words }: NamedPageWords): Markup => {
  const current = language.split("-")[0];
  const link = ([code, name]: [string, string]) =>
    code === current
      ? html`<li><span lang="${code}" aria-current="true">${name}</span></li>`
      : html`<li><a href="?lang=${code}" hreflang="${code}" lang="${code}">${name}</a></li>`;
  return html`<nav aria-label="${words.languageLabel}"><ul>${Object.entries(pageLanguages).map(link)}</ul></nav>`;
};

/** A day, as the language writes it; of a month's first `Intl` does not know that French counts it. */
export const dayWords = (language: string, at: string, zone: string): string => {
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: zone }).format(new Date(at));
  return language.startsWith("fr") ? day.replace(/^1 /, "1er ") : day;
};

export const weekWords = (language: string, weeks: number): string =>
  new Intl.NumberFormat(language, { style: "unit", unit: "week", unitDisplay: "long" }).format(weeks);

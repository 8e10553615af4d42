import { html } from "hono/html";
import type { Variant } from "../../functions/core/rendition.ts";
import { type Markup, page } from "./page.ts";
import { pageWords } from "./words.ts";

type Named = { language: string; name: string };

/** Asks; the button does it. Nothing on the page names the reader. */
export const unsubscribePage = (newsletter: Named): Markup => {
  const { language, words } = pageWords(newsletter);
  const body = html`<p>${words.unsubscribeQuestion}</p>
<form method="post"><button>${words.unsubscribeButton}</button></form>`;
  return page({ language, name: newsletter.name, title: words.unsubscribeTitle, body });
};

export const unsubscribedPage = (newsletter: Named): Markup => {
  const { language, words } = pageWords(newsletter);
  return page({
    language,
    name: newsletter.name,
    title: words.unsubscribedTitle,
    body: html`<p>${words.unsubscribedText}</p>`,
  });
};

export const preferencesPage = (newsletter: Named, chosen: Variant, saved: boolean): Markup => {
  const { language, words } = pageWords(newsletter);
  const choice = (variant: Variant, label: string) =>
    html`<label><input type="radio" name="variant" value="${variant}"${variant === chosen ? html` checked` : ""}> ${label}</label>`;
  const body = html`${saved ? html`<p role="status">${words.saved}</p>` : ""}
<form method="post">
<fieldset><legend>${words.preferencesLegend}</legend>
${choice("everything", words.everything)}
${choice("photos", words.photosOnly)}
</fieldset>
<button>${words.save}</button>
</form>`;
  return page({ language, name: newsletter.name, title: words.preferencesTitle, body });
};

/** For every link that is not ours, the same: it says nothing about who or what exists. */
export const linkNotFoundPage = (): Markup => {
  const { language, words } = pageWords({ language: "en", name: "" });
  return page({ language, title: words.notFoundTitle, body: html`<p>${words.notFoundText}</p>` });
};

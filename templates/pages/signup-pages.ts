import { html } from "hono/html";
import { cadenceWords } from "../../functions/core/cadence-words.ts";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { type Markup, page } from "./page.ts";
import { pageWords } from "./words.ts";

/** What of the form was wrong. Nothing that was typed is shown again: a page repeats nothing of its request. */
export type FormFault = { field: "address" | "name"; reason: string };

/** The form. Works without script; the hidden field is there for programs that fill in whatever they find. */
export const subscribePage = (newsletter: Newsletter, fault?: FormFault): Markup => {
  const { language, words } = pageWords(newsletter);
  const wrongAddress = fault?.reason === "unicode-local-part" ? words.addressNotLatin : words.addressWrong;
  const message = fault && (fault.field === "address" ? wrongAddress : words.nameWrong);
  const marked = (field: FormFault["field"]) =>
    fault?.field === field ? html` aria-invalid="true" aria-describedby="fault" autofocus` : "";
  const body = html`<p>${words.subscribeText}</p>
<form method="post">
${message ? html`<p id="fault" role="alert">${message}</p>` : ""}
<p><label>${words.addressLabel}<input type="email" name="address" dir="ltr" required maxlength="254" autocomplete="email"${marked("address")}></label></p>
<p><label>${words.nameLabel}<input type="text" name="name" dir="auto" maxlength="64" autocomplete="name"${marked("name")}></label></p>
<div class="trap" aria-hidden="true"><label>${words.trapLabel}<input type="text" name="website" tabindex="-1" autocomplete="off"></label></div>
<button>${words.subscribeButton}</button>
</form>`;
  return page({ language, name: newsletter.name, title: words.subscribeTitle, body });
};

/** The answer to everybody who sent the form, whatever we know of the address. */
export const askedPage = (newsletter: Newsletter): Markup => {
  const { language, words } = pageWords(newsletter);
  return page({
    language,
    name: newsletter.name,
    title: words.askedTitle,
    body: html`<p>${words.askedText}</p><p>${words.askedHint}</p>`,
  });
};

/** Asks; the button does it. */
export const confirmPage = (newsletter: Newsletter): Markup => {
  const { language, words } = pageWords(newsletter);
  const body = html`<form method="post"><button>${words.confirmButton}</button></form>`;
  return page({ language, name: newsletter.name, title: words.confirmTitle, body });
};

export const confirmedPage = (newsletter: Newsletter): Markup => {
  const { language, words } = pageWords(newsletter);
  const text = words.confirmedText.replace("{cadence}", cadenceWords(newsletter.cadence, language));
  return page({ language, name: newsletter.name, title: words.confirmedTitle, body: html`<p>${text}</p>` });
};

/** For a link of ours that came too late. */
export const expiredPage = (newsletter: Newsletter, subscribeUrl: string): Markup => {
  const { language, words } = pageWords(newsletter);
  const body = html`<p>${words.expiredText}</p><p><a href="${subscribeUrl}">${words.expiredLink}</a></p>`;
  return page({ language, name: newsletter.name, title: words.expiredTitle, body });
};

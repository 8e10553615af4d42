import { html } from "hono/html";
import { cadenceWords } from "../../functions/core/cadence-words.ts";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { type ChallengeWidget, challengeWidget, slip } from "./form-parts.ts";
import type { Markup } from "./page.ts";
import { sayingPage, subscriberPage } from "./subscriber-page.ts";
import { type PageWords, pageWords } from "./words.ts";

/** What of the form was wrong. */
export type FormFault = { field: "address" | "name" | "challenge"; reason: string };

/** What every one of our sign-up forms holds beside its fields. */
export type FormParts = {
  /** Says when the form was shown. */
  shown: string;
  /** The service that asks whether the visitor is a person, where there is one. */
  challenge?: ChallengeWidget | undefined;
};

/** What was typed, read by the strict grammar before it is shown or sent again, and on which form. */
type Typed = { address: string; name: string; form: string };

/**
 * The form. Works without script; the hidden field is there for programs that fill in whatever they find. After a
 * `fault` what was right is `typed` already, and nothing that was wrong.
 */
export const subscribePage = (
  newsletter: Newsletter,
  parts: FormParts,
  fault?: FormFault,
  typed: Typed = { address: "", name: "", form: "" },
): Markup =>
  subscriberPage(newsletter, (words) => {
    const message = fault && faultWords(words, fault);
    const marked = (field: FormFault["field"]) =>
      fault?.field === field ? html` aria-invalid="true" aria-describedby="fault" autofocus` : "";
    const body = html`<p>${words.subscribeText}</p>
<form method="post">
${message ? html`<p id="fault" role="alert">${message}</p>` : ""}
<p><label>${words.addressLabel}<input type="email" name="address" dir="ltr" required maxlength="254" autocomplete="email"${filled(typed.address)}${marked("address")}></label></p>
<p><label>${words.nameLabel}<input type="text" name="name" dir="auto" maxlength="64" autocomplete="name"${filled(typed.name)}${marked("name")}></label></p>
${typed.form ? html`<input type="hidden" name="form" value="${typed.form}">` : ""}${common(words, parts)}
<button>${words.subscribeButton}</button>
</form>`;
    return { title: words.subscribeTitle, body };
  });

const filled = (value: string) => (value ? html` value="${value}"` : "");

const faultWords = (words: PageWords, { field, reason }: FormFault): string => {
  if (field === "challenge") return words.challengeMissing;
  if (field === "name") return words.nameWrong;
  return reason === "unicode-local-part" ? words.addressNotLatin : words.addressWrong;
};

const common = (words: PageWords, { shown, challenge }: FormParts): Markup =>
  html`<div class="trap" aria-hidden="true"><label>${words.trapLabel}<input type="text" name="website" tabindex="-1" autocomplete="off"></label></div>
<input type="hidden" name="shown" value="${shown}">${challengeWidget(challenge)}`;

const kept = ({ name, form }: Typed): Markup =>
  html`<input type="hidden" name="name" value="${name}"><input type="hidden" name="form" value="${form}">`;

/** For a form that stands elsewhere, or was sent faster than anybody types: one press more. */
export const onceMorePage = (newsletter: Newsletter, parts: FormParts, typed: Typed): Markup =>
  subscriberPage(newsletter, (words) => ({
    title: words.onceMoreTitle,
    body: html`<p>${words.onceMoreText}</p>
<p class="typed"><bdi dir="ltr">${typed.address}</bdi></p>
<form method="post"><input type="hidden" name="address" value="${typed.address}">${kept(typed)}${common(words, parts)}<button>${words.subscribeButton}</button></form>`,
  }));

/** Asks whether another address was meant; either answer goes on. */
export const slipPage = (newsletter: Newsletter, parts: FormParts, typed: Typed, suggestion: string): Markup =>
  subscriberPage(newsletter, (words) => {
    const rest = html`${kept(typed)}${common(words, parts)}`;
    return slip(words, { typed: typed.address, suggestion }, rest);
  });

/** The answer to everybody who sent the form, whatever we know of the address. */
export const askedPage = (newsletter: Newsletter): Markup =>
  sayingPage(newsletter, (words) => [words.askedTitle, words.askedText, words.askedHint]);

/** While the breaker holds the form closed. */
export const closedPage = (newsletter: Newsletter): Markup =>
  sayingPage(newsletter, (words) => [words.closedTitle, words.closedText]);

export const tooManyPage = (newsletter: Newsletter): Markup =>
  sayingPage(newsletter, (words) => [words.tooManyTitle, words.tooManyText]);

/** Asks; the button does it. */
export const confirmPage = (newsletter: Newsletter): Markup =>
  subscriberPage(newsletter, (words) => ({
    title: words.confirmTitle,
    body: html`<form method="post"><button>${words.confirmButton}</button></form>`,
  }));

export const confirmedPage = (newsletter: Newsletter): Markup =>
  subscriberPage(newsletter, (words, language) => {
    const text = words.confirmedText.replace("{cadence}", cadenceWords(newsletter.cadence, language));
    return { title: words.confirmedTitle, body: html`<p>${text}</p>` };
  });

/** For a link of ours that came too late. */
export const expiredPage = (newsletter: Newsletter, subscribeUrl: string): Markup =>
  subscriberPage(newsletter, (words) => ({
    title: words.expiredTitle,
    body: html`<p>${words.expiredText}</p><p><a href="${subscribeUrl}">${words.expiredLink}</a></p>`,
  }));

/** For the keeper of a site: the form to paste there. */
export const snippetPage = (newsletter: Newsletter, snippet: string): Markup =>
  subscriberPage(newsletter, (words) => ({
    title: words.snippetTitle,
    body: html`<p>${words.snippetText}</p><pre tabindex="0" dir="ltr"><code>${snippet}</code></pre>`,
  }));

/** A plain form for any page: no script, no style, nothing of ours but where it is sent. */
export const formSnippet = (newsletter: Newsletter, input: { action: string; form: string }): string =>
  String(plainForm(pageWords(newsletter).words, input));

const plainForm = (words: PageWords, { action, form }: { action: string; form: string }): Markup =>
  html`<form action="${action}" method="post">
  <input type="hidden" name="form" value="${form}">
  <label>${words.addressLabel} <input type="email" name="address" required maxlength="254" autocomplete="email"></label>
  <label>${words.nameLabel} <input type="text" name="name" maxlength="64" autocomplete="name"></label>
  <input type="text" name="website" tabindex="-1" autocomplete="off" aria-hidden="true" style="position:absolute;left:-9999px">
  <button>${words.subscribeButton}</button>
</form>`;

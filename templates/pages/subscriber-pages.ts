import { html } from "hono/html";
import type { Variant } from "../../functions/core/rendition.ts";
import { type ChallengeWidget, challengeWidget, slip } from "./form-parts.ts";
import type { Markup } from "./page.ts";
import { dayWords, type Named, sayingPage, subscriberPage, weekWords } from "./subscriber-page.ts";
import type { PageWords } from "./words.ts";

type Weeks = readonly number[];

/** Asks; the button does it. Nothing on the page names the reader. A break is offered beside it. */
export const unsubscribePage = (newsletter: Named, pause: { action: string; weeks: Weeks }): Markup =>
  subscriberPage(newsletter, (words, language) => ({
    title: words.unsubscribeTitle,
    body: html`<p>${words.unsubscribeQuestion}</p>
<form method="post"><button>${words.unsubscribeButton}</button></form>
<section><h2>${words.pauseTitle}</h2>
<p>${words.pauseText}</p>
<form method="post" action="${pause.action}">
<p><label>${words.pauseLabel}<select name="pause">${pause.weeks.map((weeks) => html`<option value="${weeks}">${weekWords(language, weeks)}</option>`)}</select></label></p>
<button class="quieter">${words.pauseButton}</button>
</form></section>`,
  }));

export type UnsubscribedView = {
  /** Takes it back, while that is possible. */
  undo?: { action: string; token: string } | undefined;
  why: { action: string; reasons: readonly string[]; said: boolean };
};

export const unsubscribedPage = (newsletter: Named, { undo, why }: UnsubscribedView): Markup =>
  subscriberPage(newsletter, (words) => ({
    title: words.unsubscribedTitle,
    body: html`<p>${words.unsubscribedText}</p>
${
  undo
    ? html`<section><h2>${words.undoText}</h2>
<form method="post" action="${undo.action}"><input type="hidden" name="undo" value="${undo.token}"><button class="quieter">${words.undoButton}</button></form></section>`
    : ""
}
<section>${why.said ? html`<p role="status">${words.whyThanks}</p>` : whyForm(words, why)}</section>`,
  }));

const whyForm = (words: PageWords, { action, reasons }: UnsubscribedView["why"]): Markup => {
  const named: Readonly<Record<string, string>> = {
    "too-many": words.whyTooMany,
    "not-mine": words.whyNotMine,
    "never-asked": words.whyNever,
    other: words.whyOther,
  };
  return html`<form method="post" action="${action}">
<fieldset><legend>${words.whyLegend}</legend>
${reasons.map((reason) => html`<label><input type="radio" name="why" value="${reason}" required> ${named[reason]}</label>`)}
</fieldset>
<button class="quieter">${words.whyButton}</button>
</form>`;
};

/** Whoever comes back into a break is told of it. */
export const stayedPage = (newsletter: Named & { zone: string }, pausedUntil?: string): Markup =>
  pausedUntil === undefined
    ? sayingPage(newsletter, (words) => [words.undoneTitle, words.undoneText])
    : breakPage(newsletter, "undoneTitle", pausedUntil);

export const pausedPage = (newsletter: Named & { zone: string }, until: string): Markup =>
  breakPage(newsletter, "pausedTitle", until);

const breakPage = (newsletter: Named & { zone: string }, title: "undoneTitle" | "pausedTitle", until: string): Markup =>
  subscriberPage(newsletter, (words, language) => ({
    title: words[title],
    body: html`<p>${words.pausedText.replace("{date}", dayWords(language, until, newsletter.zone))}</p>`,
  }));

export type MoveFault = "unicode-local-part" | "challenge" | "other";

export type PreferencesView = {
  variant: Variant;
  pausedUntil?: string | undefined;
  weeks: Weeks;
  saved: boolean;
  moveAction: string;
  /** The new address that was typed can get no mail, or nobody said that they are a person. */
  moveFault?: MoveFault | undefined;
  /** The new address, where that was right. */
  moveTyped?: string | undefined;
  challenge?: ChallengeWidget | undefined;
  unsubscribeUrl: string;
};

export const preferencesPage = (newsletter: Named & { zone: string }, view: PreferencesView): Markup =>
  subscriberPage(newsletter, (words, language) => {
    const choice = (name: string, value: string, label: string, isChosen: boolean) =>
      html`<label><input type="radio" name="${name}" value="${value}"${isChosen ? html` checked` : ""}> ${label}</label>
`;
    const { variant, pausedUntil } = view;
    const until = pausedUntil && words.pauseKeep.replace("{date}", dayWords(language, pausedUntil, newsletter.zone));
    const body = html`${view.saved ? html`<p role="status">${words.saved}</p>` : ""}
<form method="post">
<fieldset><legend>${words.preferencesLegend}</legend>
${choice("variant", "everything", words.everything, variant === "everything")}${choice("variant", "photos", words.photosOnly, variant === "photos")}</fieldset>
<fieldset><legend>${words.pauseLegend}</legend>
${choice("pause", "none", words.pauseNone, !until)}${until ? choice("pause", "keep", until, true) : ""}${view.weeks.map((weeks) => choice("pause", String(weeks), weekWords(language, weeks), false))}</fieldset>
<button>${words.save}</button>
</form>
<section><h2>${words.addressTitle}</h2>
<p>${words.addressText}</p>
<form method="post" action="${view.moveAction}">
${moveField(words, view)}${challengeWidget(view.challenge)}
<button class="quieter">${words.addressButton}</button>
</form></section>
<section><p><a href="${view.unsubscribeUrl}">${words.unsubscribeTitle}</a></p></section>`;
    return { title: words.preferencesTitle, body };
  });

const moveFaultWords = (words: PageWords, fault: MoveFault): string => {
  if (fault === "challenge") return words.challengeMissing;
  return fault === "unicode-local-part" ? words.addressNotLatin : words.addressWrong;
};

const moveField = (words: PageWords, { moveFault: fault, moveTyped: typed }: PreferencesView): Markup => {
  const marked = fault && fault !== "challenge" ? html` aria-invalid="true" aria-describedby="fault" autofocus` : "";
  return html`${fault ? html`<p id="fault" role="alert">${moveFaultWords(words, fault)}</p>` : ""}
<p><label>${words.newAddressLabel}<input type="email" name="address" dir="ltr" required maxlength="254" autocomplete="email"${typed ? html` value="${typed}"` : ""}${marked}></label></p>`;
};

/** The answer to everybody who asked for another address, whatever we know of it. */
export const moveAskedPage = (newsletter: Named): Markup =>
  sayingPage(newsletter, (words) => [words.addressAskedTitle, words.addressAskedText, words.addressAskedHint]);

/** Asks whether another address was meant, where one is asked for that looks like a slip. */
export const moveSlipPage = (
  newsletter: Named,
  challenge: ChallengeWidget | undefined,
  addresses: { typed: string; suggestion: string },
): Markup => subscriberPage(newsletter, (words) => slip(words, addresses, challengeWidget(challenge)));

export const moveTooOftenPage = (newsletter: Named): Markup =>
  sayingPage(newsletter, (words) => [words.addressTooOftenTitle, words.addressTooOftenText]);

/** Asks one end; the button answers. */
export const movePage = (newsletter: Named): Markup =>
  subscriberPage(newsletter, (words) => ({
    title: words.moveTitle,
    body: html`<form method="post"><button>${words.moveButton}</button></form>`,
  }));

export const moveHalfPage = (newsletter: Named): Markup =>
  sayingPage(newsletter, (words) => [words.moveHalfTitle, words.moveHalfText]);

export const movedPage = (newsletter: Named): Markup =>
  sayingPage(newsletter, (words) => [words.movedTitle, words.movedText]);

/** For every link that is not ours, the same: it says nothing about who or what exists. */
export const linkNotFoundPage = ({ language }: { language: string } = { language: "en" }): Markup =>
  sayingPage({ language, name: "" }, (words) => [words.notFoundTitle, words.notFoundText]);

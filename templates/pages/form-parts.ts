import { html } from "hono/html";
import type { Markup } from "./page.ts";
import type { PageWords } from "./words.ts";

/** The service that asks whether the visitor is a person. */
export type ChallengeWidget = { siteKey: string; scriptUrl: string };

/** Its question in a form, where there is such a service; the page's headers let its script in. */
export const challengeWidget = (challenge: ChallengeWidget | undefined): Markup | "" =>
  challenge
    ? html`
<div class="cf-turnstile" data-sitekey="${challenge.siteKey}"></div><script src="${challenge.scriptUrl}" async defer></script>`
    : "";

/**
 * Asks whether another address was meant than the one `typed`; either answer goes on, to where the page itself was
 * posted to, with the `rest` of the form.
 */
export const slip = (
  words: PageWords,
  { typed, suggestion }: { typed: string; suggestion: string },
  rest: Markup | "",
): { title: string; body: Markup } => {
  const form = (address: string, button: Markup | string, look: string) =>
    html`<form method="post"><input type="hidden" name="address" value="${address}"><input type="hidden" name="sure" value="yes">${rest}<button class="${look}">${button}</button></form>`;
  const [before, after] = words.slipUse.split("{address}");
  const use = html`${before}<bdi dir="ltr">${suggestion}</bdi>${after}`;
  return {
    title: words.slipTitle,
    body: html`<p>${words.slipText}</p>
<p class="typed"><bdi dir="ltr">${typed}</bdi></p>
${form(suggestion, use, "")}
${form(typed, words.slipKeep, "quieter")}`,
  };
};

import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import type { Markup } from "../../templates/pages/page.ts";
import { closedWords, readSignUpForm, type SignUpForm, signUpFormSchema } from "../audience/read-sign-up-form.ts";
import type { SignUpStore } from "../audience/sign-up-store.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Clock } from "../core/time.ts";
import { apiRoute } from "./api-route.ts";
import { newsletterPath } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, needs } from "./guard.ts";
import { newsletterOf } from "./newsletter-of.ts";
import type { ConsolePart } from "./part.ts";
import { number } from "./run-view.ts";
import { consolePath } from "./sign-in-paths.ts";
import { when } from "./words.ts";

export type SignUpPartDeps = {
  newsletters: Pick<NewsletterStore, "get">;
  signUps: Pick<SignUpStore, "breaker" | "hoursSince" | "open">;
  clock: Clock;
};

const path = "/newsletters/:newsletterId/sign-up";

/** The sign-up form, which closes itself when its mails come back or go unanswered: how it stands, and opening it. */
export const signUpPart = (deps: SignUpPartDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();
  pages.post(`${consolePath}${path}/open`, needs("sender"), acts("sign-up.open"), async (context) => {
    const { id } = (await newsletterOf(deps, context.req.param("newsletterId"))).newsletter;
    await deps.signUps.open(id, deps.clock());
    return context.redirect(`${newsletterPath(id, "subscribers")}#sign-up`, 303);
  });

  const api = [
    apiRoute({
      method: "get",
      path,
      role: "viewer",
      summary: "Whether the sign-up form is open, and what became of its confirmation mails of two days, by hour.",
      answer: signUpFormSchema,
      handle: async ({ params }) => {
        const { newsletter } = await newsletterOf(deps, params.newsletterId);
        return readSignUpForm(deps, { newsletterId: newsletter.id });
      },
    }),
    apiRoute({
      method: "post",
      path: `${path}/open`,
      role: "sender",
      act: "sign-up.open",
      summary: "Opens a form that has closed itself; what came back before now counts no more.",
      body: z.object({}),
      answer: signUpFormSchema,
      handle: async ({ params }) => {
        const { newsletter } = await newsletterOf(deps, params.newsletterId);
        await deps.signUps.open(newsletter.id, deps.clock());
        return readSignUpForm(deps, { newsletterId: newsletter.id });
      },
    }),
  ];
  return { pages, api };
};

/** The form on the page of subscribers: nothing where it is open and nobody was asked for two days. */
export const signUpSection = (
  { id, zone }: Newsletter,
  form: SignUpForm,
  { token, mayOpen }: { token: Markup; mayOpen: boolean },
): Markup => {
  const { isOpen, closedUntil, because, hours } = form;
  if (isOpen && hours.length === 0) return html``;
  const state =
    closedUntil && because
      ? html`<p role="alert">Closed until ${when(closedUntil, zone)}: ${closedWords[because]}.</p>`
      : html`<p>The form is open.</p>`;
  const open = html`<form method="post" action="${newsletterPath(id, "sign-up", "open")}">${token}<p><button class="quiet">Open it now</button></p><small>What came back before now counts no more.</small></form>`;
  return html`<section id="sign-up"><h2>Sign-up</h2>
${state}${!isOpen && mayOpen ? open : ""}
${hours.length === 0 ? "" : html`<details><summary>Confirmation mails by the hour</summary><ul class="rows">${hours.map(({ hour, sent, confirmed, bounced }) => html`<li>${number(sent)} sent, ${number(confirmed)} confirmed, ${number(bounced)} came back<small>${when(hour, zone)}</small></li>`)}</ul></details>`}</section>`;
};

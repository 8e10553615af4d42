import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import { type Notification, notificationSchema } from "../calendar/webhook.ts";
import type { WebhookStore } from "../calendar/webhook-store.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Keyring } from "../core/signed-link.ts";
import { webhookSecret } from "../core/webhook-signature.ts";
import { apiRoute } from "./api-route.ts";
import { newsletterPath, showPage } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";
import { newsletterOf } from "./newsletter-of.ts";
import type { ConsolePart } from "./part.ts";
import { consolePath } from "./sign-in-paths.ts";
import { when } from "./words.ts";

export type WebhookDeps = {
  newsletters: Pick<NewsletterStore, "get">;
  webhooks: Pick<WebhookStore, "latest">;
  keyring: Keyring;
};

const mostShown = 30;

/** Where a newsletter's webhook goes, what it is signed with, and what it was told. Only an admin's. */
export const webhookPart = (deps: WebhookDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();
  pages.get(`${consolePath}/newsletters/:newsletterId/webhook`, needs("admin"), async (context) => {
    const { newsletter } = await newsletterOf(deps, context.req.param("newsletterId"));
    const settings = newsletterPath(newsletter.id, "settings");
    if (!newsletter.webhook) {
      const none = html`<p>There is none. <a href="${settings}">The settings</a> name an address that is told when an issue is drafted, approved and done.</p>`;
      return showPage(context, { title: "Webhook", newsletter, body: none });
    }
    const told = await deps.webhooks.latest(newsletter.id, { most: mostShown });
    const body = html`<p><bdi>${newsletter.webhook.url}</bdi></p><p><a href="${settings}">Change it in the settings</a></p>
<details><summary>Its secret</summary><p>The receiver checks with it that a message is ours, by <a href="https://www.standardwebhooks.com/" rel="noreferrer">Standard Webhooks</a>.</p><pre><code>${webhookSecret(deps.keyring, newsletter.id)}</code></pre></details>
<h2>What it was told</h2>
${told.length > 0 ? html`<ol class="rows">${told.map((each) => row(newsletter.zone, each))}</ol>` : html`<p>Nothing yet: what happens from now on is.</p>`}`;
    return showPage(context, { title: "Webhook", newsletter, body });
  });

  const api = [
    apiRoute({
      method: "get",
      path: "/newsletters/:newsletterId/webhook",
      role: "admin",
      summary: "Where the webhook goes, what it is signed with, and the last 30 things that it was told.",
      answer: z.object({
        url: z.string().optional(),
        secret: z.string(),
        told: z.array(notificationSchema),
      }),
      handle: async ({ params }) => {
        const { newsletter } = await newsletterOf(deps, params.newsletterId);
        const told = await deps.webhooks.latest(newsletter.id, { most: mostShown });
        return { url: newsletter.webhook?.url, secret: webhookSecret(deps.keyring, newsletter.id), told };
      },
    }),
  ];
  return { pages, api };
};

const stateWords: Readonly<Record<Notification["state"], string>> = {
  waiting: "not taken yet",
  delivered: "taken",
  "given-up": "given up",
  before: "happened before there was a webhook",
};

const row = (zone: string, { event, issueId, state, tries, nextAt, answer, at }: Notification) =>
  html`<li>${event} <bdi>${issueId}</bdi><small>${when(at, zone)}; ${stateWords[state]}${tries > 0 ? `; ${tries} ${tries === 1 ? "try" : "tries"}, the last answered ${answer ?? "nothing"}` : ""}${state === "waiting" ? html`; next ${when(nextAt, zone)}` : ""}</small></li>`;

import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import { cadenceWords } from "../core/cadence-words.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { apiRoute } from "./api-route.ts";
import { newsletterPath, showPage } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";
import type { ConsolePart } from "./part.ts";
import { consolePath } from "./sign-in-paths.ts";

export type HomeDeps = { newsletters: Pick<NewsletterStore, "list" | "get"> };

/** The newsletters of the installation. */
export const homePart = (deps: HomeDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();
  pages.get(consolePath, needs("viewer"), async (context) => {
    const newsletters = await deps.newsletters.list();
    const rows = newsletters.map(
      ({ id, name, cadence, zone }) =>
        html`<li><a href="${newsletterPath(id)}">${name}</a><small>${cadenceWords(cadence, "en")}, ${zone}</small></li>`,
    );
    const none = html`<p>There is no newsletter yet: <code>tearsheet newsletters add</code> makes one (in AWS with <code>--stage</code>).</p>`;
    return showPage(context, {
      title: "Newsletters",
      body: rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : none,
    });
  });

  const api = [
    apiRoute({
      method: "get",
      path: "/newsletters",
      role: "viewer",
      summary: "Every newsletter of the installation.",
      answer: z.object({ newsletters: z.array(z.object({ id: z.string(), name: z.string(), zone: z.string() })) }),
      handle: async () => ({ newsletters: await deps.newsletters.list() }),
    }),
  ];
  return { pages, api };
};

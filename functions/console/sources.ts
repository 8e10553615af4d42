import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import type { Newsletter, Source } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { instantSchema } from "../core/time.ts";
import type { SourceState } from "../posts/source-state.ts";
import type { SourceStore } from "../posts/source-store.ts";
import { apiRoute } from "./api-route.ts";
import { newsletterPath, showPage } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";
import { newsletterOf } from "./newsletter-of.ts";
import type { ConsolePart } from "./part.ts";
import { consolePath } from "./sign-in-paths.ts";
import { when } from "./words.ts";

export type SourcesDeps = { newsletters: Pick<NewsletterStore, "get">; sources: Pick<SourceStore, "all"> };

type Heard = { source: Source; state: SourceState | undefined };

const shownSchema = z.object({
  url: z.string(),
  everyMinutes: z.int(),
  askedAt: instantSchema.optional(),
  answeredAt: instantSchema.optional(),
  failingSince: instantSchema.optional(),
  failures: z.int(),
  reason: z.string().optional(),
  waitUntil: instantSchema.optional().describe("Until then its server asks to be left alone."),
});

/** Where a newsletter's posts come from, when each source was last asked, and what is the matter with those that fail. */
export const sourcesPart = (deps: SourcesDeps): ConsolePart => {
  const heard = async (newsletter: Newsletter): Promise<Heard[]> => {
    const known = await deps.sources.all(newsletter.id);
    return newsletter.sources.map((source) => ({ source, state: known.get(source.url)?.state }));
  };
  const pages = new Hono<ConsoleEnv>();
  pages.get(`${consolePath}/newsletters/:newsletterId/sources`, needs("viewer"), async (context) => {
    const { newsletter } = await newsletterOf(deps, context.req.param("newsletterId"));
    const rows = (await heard(newsletter)).map((each) => row(newsletter.zone, each));
    const none = html`<p>None: posts come by the API (<a href="${consolePath}/keys">with a key</a>) and by <code>tearsheet posts import</code>.</p>`;
    const body = html`${rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : none}
<p><a href="${newsletterPath(newsletter.id, "settings")}">Change them in the settings</a></p>`;
    return showPage(context, { title: "Sources", newsletter, body });
  });

  const api = [
    apiRoute({
      method: "get",
      path: "/newsletters/:newsletterId/sources",
      role: "viewer",
      summary: "The sources of a newsletter, each with its last fetch and what is the matter with it.",
      answer: z.object({ sources: z.array(shownSchema) }),
      handle: async ({ params }) => {
        const { newsletter } = await newsletterOf(deps, params.newsletterId);
        return {
          sources: (await heard(newsletter)).map(({ source, state }) => ({ failures: 0, ...state, ...source })),
        };
      },
    }),
  ];
  return { pages, api };
};

const row = (zone: string, { source: { url, everyMinutes }, state }: Heard) => html`<li><bdi>${url}</bdi>
<small>every ${everyMinutes} minutes; ${
  state?.askedAt ? html`asked ${when(state.askedAt, zone)}, ` : "not asked yet"
}${state?.askedAt && (state.answeredAt ? html`last answered ${when(state.answeredAt, zone)}` : "has never answered")}</small>
${
  state?.failingSince
    ? html`<p role="alert">It ${state.reason ?? "does not answer"}, since ${when(state.failingSince, zone)}, ${state.failures} times.${state.waitUntil ? html` It asks us to wait until ${when(state.waitUntil, zone)}; it is asked again ${when(state.nextAt, zone)}.` : ""} What it brought before stays.</p>`
    : ""
}</li>`;

import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import { listSuppressed } from "../audience/list-suppressed.ts";
import { suppressionSchema } from "../audience/suppression.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { apiRoute } from "./api-route.ts";
import { showPage, tokenField } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, needs } from "./guard.ts";
import { newsletterOf } from "./newsletter-of.ts";
import type { ConsolePart } from "./part.ts";
import { consolePath } from "./sign-in-paths.ts";
import { subscribersPath } from "./subscribers-page.ts";
import { suppressedWords } from "./tell-subscriber.ts";
import { when } from "./words.ts";

export type SuppressedDeps = Parameters<typeof listSuppressed>[0] & { newsletters: Pick<NewsletterStore, "get"> };

const most = 200;
const act = "subscribers.list-suppressed";

/** Whom of a newsletter's list no mail goes to, and why, for editors: the audit notes who looked. */
export const suppressedPart = (deps: SuppressedDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();
  pages.get(
    `${consolePath}/newsletters/:newsletterId/subscribers/suppressed`,
    needs("editor"),
    acts(act),
    async (context) => {
      const { newsletter } = await newsletterOf(deps, context.req.param("newsletterId"));
      const after = context.req.query("after");
      const { people, next } = await listSuppressed(deps, { newsletterId: newsletter.id, after, most });
      const find = subscribersPath(newsletter.id, "find");
      const rows = people.map(
        ({ address, name, reason, at }) => html`<li><bdi>${address}</bdi> <bdi class="secondary">${name ?? ""}</bdi>
<small>${suppressedWords[reason]}; ${when(at, newsletter.zone)}</small>
<form method="post" action="${find}#story">${tokenField(context)}<input type="hidden" name="address" value="${address}"><button class="quiet" aria-label="The story of ${address}">Their story</button></form></li>`,
      );
      const body = html`<p><a href="${subscribersPath(newsletter.id)}">All subscribers</a></p>
${people.length > 0 ? html`<ul class="rows">${rows}</ul>` : html`<p>${after === undefined ? "Nobody: mail may go to everybody of the list." : "Nobody else."}</p>`}
${next === undefined ? "" : html`<p><a class="button quiet" href="?after=${next}">More</a></p>`}
<p class="secondary">Of an address that stands in no list only a keyed hash is kept, so it cannot be shown.</p>`;
      return showPage(context, { title: "Whom no mail goes to", newsletter, body });
    },
  );

  const person = suppressionSchema.extend({ id: z.string(), address: z.string(), name: z.string().optional() });
  const api = [
    apiRoute({
      method: "get",
      path: "/newsletters/:newsletterId/subscribers/suppressed",
      role: "editor",
      act,
      summary:
        "Whom of the list no mail goes to, why and since when, in parts: `next` is the `after` of the next part.",
      query: z.object({ after: z.string().optional() }),
      answer: z.object({ people: z.array(person), next: z.string().optional() }),
      handle: async ({ params, query: { after } }) => {
        const { newsletter } = await newsletterOf(deps, params.newsletterId);
        return listSuppressed(deps, { newsletterId: newsletter.id, after, most });
      },
    }),
  ];
  return { pages, api };
};

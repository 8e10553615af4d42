import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { Temporal } from "temporal-polyfill";
import * as z from "zod";
import { Conflict, InvalidInput } from "../core/errors.ts";
import { derivedId } from "../core/ids.ts";
import { type Newsletter, type Sponsor, sponsorSchema } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type Instant, toInstant } from "../core/time.ts";
import { mostWords } from "../digest/sponsors.ts";
import { apiRoute } from "./api-route.ts";
import { changeSettings } from "./change-settings.ts";
import { newsletterPath, showPage, tokenField } from "./console-page.ts";
import { mayAs } from "./editor.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, needs } from "./guard.ts";
import { newsletterOf } from "./newsletter-of.ts";
import type { ConsolePart } from "./part.ts";
import { consolePath } from "./sign-in-paths.ts";

export type SponsorsDeps = { newsletters: Pick<NewsletterStore, "get" | "put"> };

const route = `${consolePath}/newsletters/:newsletterId/sponsors`;

/** The sponsors of a newsletter with the days on which they run: everybody sees them, a sender changes them. */
export const sponsorsPart = (deps: SponsorsDeps): ConsolePart => {
  const change = async (newsletterId: string, version: number, sponsors: readonly unknown[]) => {
    const { newsletter } = await newsletterOf(deps, newsletterId);
    const wordy = z
      .array(sponsorSchema)
      .safeParse(sponsors)
      .data?.find(({ text }) => text.split(/\s+/).length > mostWords);
    if (wordy) throw new InvalidInput(`text: has more than ${mostWords} words`);
    const changed = await changeSettings(deps, { id: newsletter.id, version, settings: { ...newsletter, sponsors } });
    if (!changed.ok) throw new Conflict("the settings were changed meanwhile: open the page again");
    return changed.stored;
  };
  const pages = new Hono<ConsoleEnv>();
  pages.get(route, needs("viewer"), async (context) => {
    const { newsletter, version } = await newsletterOf(deps, context.req.param("newsletterId"));
    const may = mayAs(context.get("editor"), "sender");
    const body = html`<p>A sponsor stands after the stories, labelled, in every issue whose day is between its first and its last; at most two an issue.</p>
${newsletter.sponsors.length > 0 ? html`<ul class="rows">${newsletter.sponsors.map((each) => html`<li><b>${each.name}</b>: ${each.headline}<small>${firstDay(newsletter, each)} to ${lastDay(newsletter, each)}</small>${may ? html`<details><summary>Change</summary>${form(context, newsletter, version, each)}</details>` : ""}</li>`)}</ul>` : html`<p>None yet.</p>`}
${may ? html`<h2>Another</h2>${form(context, newsletter, version)}` : ""}`;
    return showPage(context, { title: "Sponsors", newsletter, body });
  });

  pages.post(route, needs("sender"), acts("sponsors.change"), async (context) => {
    const { newsletter } = await newsletterOf(deps, context.req.param("newsletterId"));
    const typed = Object.fromEntries(
      Object.entries(await context.req.parseBody()).map(([name, value]) => [name, String(value).trim()]),
    );
    const id = typed.id || derivedId("sponsor", context.get("formDraw")).slice(0, 12);
    context.get("note")({ sponsorId: id });
    const before = newsletter.sponsors.find((each) => each.id === id);
    const others = newsletter.sponsors.filter((each) => each.id !== id);
    const saved = () => {
      const { name, headline, text, url } = typed;
      const said = { ...before, id, name, headline, text, url, ...days(newsletter, typed) };
      return before ? newsletter.sponsors.map((each) => (each.id === id ? said : each)) : [...others, said];
    };
    const sponsors = typed.do === "remove" ? others : saved();
    await change(newsletter.id, Number(typed.version), sponsors);
    return context.redirect(newsletterPath(newsletter.id, "sponsors"), 303);
  });

  const answer = z.object({ sponsors: z.array(sponsorSchema), version: z.int() });
  const api = [
    apiRoute({
      method: "get",
      path: "/newsletters/:newsletterId/sponsors",
      role: "viewer",
      summary:
        "The sponsors, each shown in issues whose date is from `from` to before `until`; and the settings' version.",
      answer,
      handle: async ({ params }) => {
        const { newsletter, version } = await newsletterOf(deps, params.newsletterId);
        return { sponsors: newsletter.sponsors, version };
      },
    }),
    apiRoute({
      method: "put",
      path: "/newsletters/:newsletterId/sponsors",
      role: "sender",
      act: "sponsors.change",
      summary:
        "Replaces the sponsors over the version of the settings that was read; 409 when somebody changed them since.",
      body: answer,
      answer,
      handle: async ({ params, body }) => {
        const { newsletter, version } = await change(params.newsletterId, body.version, body.sponsors);
        return { sponsors: newsletter.sponsors, version };
      },
    }),
  ];
  return { pages, api };
};

/** From the first day's beginning to the last day's end, on the newsletter's wall clock. */
const days = ({ zone }: Newsletter, { first = "", last = "" }: Record<string, string>) => {
  if (![first, last].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day))) throw new InvalidInput("days: are two days");
  if (last < first) throw new InvalidInput("last day: is before the first");
  const begin = (day: string, more: number): Instant =>
    toInstant(Temporal.PlainDate.from(day).add({ days: more }).toZonedDateTime(zone).epochMilliseconds);
  return { from: begin(first, 0), until: begin(last, 1) };
};

const dayOf = (zone: string, at: Instant, earlierBy = 0): string =>
  Temporal.Instant.from(at).subtract({ milliseconds: earlierBy }).toZonedDateTimeISO(zone).toPlainDate().toString();
const firstDay = ({ zone }: Newsletter, { from }: Sponsor): string => dayOf(zone, from);
const lastDay = ({ zone }: Newsletter, { until }: Sponsor): string => dayOf(zone, until, 1);

const form = (
  context: Context<ConsoleEnv>,
  newsletter: Newsletter,
  version: number,
  of?: Sponsor,
) => html`<form method="post" action="${newsletterPath(newsletter.id, "sponsors")}">${tokenField(context)}<input type="hidden" name="version" value="${version}"><input type="hidden" name="id" value="${of?.id ?? ""}">
<label>Name<input name="name" value="${of?.name ?? ""}" maxlength="80" required></label>
<label>Headline<input name="headline" value="${of?.headline ?? ""}" maxlength="120" required></label>
<label>Text, at most ${mostWords} words<textarea name="text" rows="3" maxlength="600" required>${of?.text ?? ""}</textarea></label>
<label>Link<input type="url" name="url" value="${of?.url ?? ""}" placeholder="https://" required></label>
<label>First day<input type="date" name="first" value="${of ? firstDay(newsletter, of) : ""}" required></label>
<label>Last day<input type="date" name="last" value="${of ? lastDay(newsletter, of) : ""}" required></label>
<p><button name="do" value="save">Save</button> ${of ? html`<button class="quiet" name="do" value="remove" formnovalidate>Take it out</button>` : ""}</p></form>`;

import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import type { Markup } from "../../templates/pages/page.ts";
import { wallTime } from "../../templates/wall-time.ts";
import { type CalendarDeps, type CalendarEntry, listCalendar } from "../calendar/list-calendar.ts";
import { cadenceWords } from "../core/cadence-words.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type Instant, instantSchema } from "../core/time.ts";
import { apiRoute } from "./api-route.ts";
import { newsletterPath, showPage } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";
import { stateWords } from "./issue-words.ts";
import { newsletterOf } from "./newsletter-of.ts";
import type { ConsolePart } from "./part.ts";
import { consolePath } from "./sign-in-paths.ts";

export type CalendarPartDeps = CalendarDeps & { newsletters: Pick<NewsletterStore, "get"> };

const mostIssues = 10;

const entrySchema = z.object({
  ...{ opensAt: instantSchema, closesAt: instantSchema, nudgeAt: instantSchema },
  ...{ deadlineAt: instantSchema, limitAt: instantSchema },
  state: z.string(),
  due: z.array(z.string()),
});

/** The next ten issues of a newsletter: their hours, how they stand, what is due, and what becomes of them by itself. */
export const calendarPart = (deps: CalendarPartDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();
  pages.get(`${consolePath}/newsletters/:newsletterId/calendar`, needs("viewer"), async (context) => {
    const { newsletter } = await newsletterOf(deps, context.req.param("newsletterId"));
    const entries = await listCalendar(deps, { newsletter, most: mostIssues });
    const body = html`${policies(newsletter)}
<p>Now it is ${hour(newsletter, deps.clock())}.</p>
${entries.length > 0 ? html`<ol class="rows">${entries.map((entry) => row(newsletter, entry))}</ol>` : html`<p>None yet.</p>`}`;
    return showPage(context, { title: "Calendar", newsletter, body, scripts: ["/console/scripts/own-zone.js"] });
  });

  const api = [
    apiRoute({
      method: "get",
      path: "/newsletters/:newsletterId/calendar",
      role: "viewer",
      summary: "The next ten issues with their hours, and what the next tick does for each.",
      answer: z.object({ issues: z.array(entrySchema) }),
      handle: async ({ params }) => {
        const { newsletter } = await newsletterOf(deps, params.newsletterId);
        return {
          issues: (await listCalendar(deps, { newsletter, most: mostIssues })).map((each) => ({
            ...each,
            due: [...each.due],
          })),
        };
      },
    }),
  ];
  return { pages, api };
};

const hours = (count: number): string => `${count} ${count === 1 ? "hour" : "hours"}`;

const unapproved: Readonly<Record<Newsletter["whenUnapproved"], string>> = {
  send: "is sent all the same",
  hold: "waits for an editor, until its time is over",
  skip: "is skipped, and its posts are carried over",
};

const thin: Readonly<Record<Newsletter["whenThin"], string>> = {
  skip: "is skipped",
  hold: "waits for an editor",
  ask: "asks an editor",
};

const policies = (newsletter: Newsletter): Markup => {
  const { minimumPosts, editors, nudgeHours, deadlineHours, lateLimitHours } = newsletter;
  return html`<ul>
<li>An issue comes out ${cadenceWords(newsletter.cadence, "en")}, by the clock of ${newsletter.zone}.</li>
<li>${deadlineHours > 0 ? `It waits ${hours(deadlineHours)} for its editor after its window has closed.` : "Its deadline is when its window closes."}</li>
<li>An issue that nobody approved ${unapproved[newsletter.whenUnapproved]}.</li>
<li>An issue with fewer than ${minimumPosts} posts ${thin[newsletter.whenThin]}.</li>
<li>${editors.length > 0 ? `Its editors are asked to look at it ${hours(nudgeHours)} before its deadline.` : "Nobody is asked to look at it: the settings name no editor."}</li>
<li>${lateLimitHours > 0 ? `${hours(lateLimitHours)} after its deadline it is missed, rather than sent too late.` : "What has not left by its deadline is missed."}</li>
</ul><p><a href="${newsletterPath(newsletter.id, "settings")}">Change them in the settings</a></p>`;
};

/** On the newsletter's wall clock; a script puts the viewer's beside it when that shows another hour. */
const hour = (newsletter: Newsletter, at: Instant): Markup =>
  html`<time datetime="${at}" data-zone="${newsletter.zone}">${wallTime(newsletter, at)}</time>`;

const states: Readonly<Record<CalendarEntry["state"], string>> = { ...stateWords, ahead: "ahead" };

const steps: Readonly<Record<CalendarEntry["due"][number], string>> = {
  make: "its draft is made",
  refresh: "its draft is made anew",
  close: "its window closes",
  reopen: "it is opened again",
  nudge: "its editors are asked to look at it",
  look: "its posts are looked at for the last time",
  send: "it is sent",
  skip: "it is skipped",
  miss: "it is missed",
  lapse: "its time is over",
  hold: "it is held",
  tell: "its editors are told",
};

const row = (
  newsletter: Newsletter,
  { state, due, ...times }: CalendarEntry,
): Markup => html`<li><b>${hour(newsletter, times.deadlineAt)}</b>
<small>${states[state]}${due.length > 0 ? `; due now: ${due.map((step) => steps[step]).join(", ")}` : ""}</small>
<details><summary>Its hours</summary><dl>
<dt>Opens</dt><dd>${hour(newsletter, times.opensAt)}</dd>
<dt>Closes</dt><dd>${hour(newsletter, times.closesAt)}</dd>
${newsletter.editors.length > 0 ? html`<dt>Its editors are asked</dt><dd>${hour(newsletter, times.nudgeAt)}</dd>` : ""}
<dt>Leaves</dt><dd>${hour(newsletter, times.deadlineAt)}</dd>
<dt>Nothing of it goes out from</dt><dd>${hour(newsletter, times.limitAt)}</dd></dl></details></li>`;

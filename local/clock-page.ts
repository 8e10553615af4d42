import { Hono } from "hono";
import { html } from "hono/html";
import { type CalendarDeps, listCalendar } from "../functions/calendar/list-calendar.ts";
import { InvalidInput } from "../functions/core/errors.ts";
import type { Newsletter } from "../functions/core/newsletter.ts";
import type { NewsletterStore } from "../functions/core/newsletter-store.ts";
import type { Instant } from "../functions/core/time.ts";
import { type Markup, page, pageHeaders } from "../templates/pages/page.ts";
import { turnedTo } from "./turned-to.ts";

export const clockPath = "/clock";

export type ClockPageDeps = CalendarDeps & {
  newsletters: Pick<NewsletterStore, "list">;
  /** Sets the clock, and does what is due then. */
  turn: (to: Instant) => Promise<void>;
};

/**
 * The clock of this machine, for whoever looks at it here: what it shows, what comes next, and the way there. Only a
 * page of ours, or a command, turns it: both say where they come from.
 */
export const clockPage = (deps: ClockPageDeps): Hono => {
  const routes = new Hono();
  routes.get(clockPath, async (context) => {
    const newsletters = await deps.newsletters.list();
    const now = deps.clock();
    const sections = await Promise.all(newsletters.map((newsletter) => section(deps, newsletter, now)));
    const body = html`<p>It shows <b>${wallTime("UTC", now)}</b>. Turned forward, it does what is due by then, mails included, and goes on from there; it never goes back.</p>
<form method="post">${["10m", "1h", "1d"].map((by) => html`<button class="quieter" name="forward" value="${by}">${by}</button> `)}</form>
${sections}<nav><ul><li><a href="/mailbox">The mailbox</a></li><li><a href="/console">The console</a></li></ul></nav>`;
    return context.html(page({ language: "en", title: "The clock of this machine", body }), 200, { ...pageHeaders });
  });
  routes.post(clockPath, async (context) => {
    if (context.req.header("origin") !== new URL(context.req.url).origin)
      return context.text("Only a page of this machine turns its clock.", 403);
    const { forward } = await context.req.parseBody();
    try {
      await deps.turn(turnedTo(deps.clock(), String(forward ?? "")));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return context.text(error.message, 400);
    }
    return context.redirect(clockPath, 303);
  });
  return routes;
};

const shownIssues = 2;

const section = async (deps: ClockPageDeps, newsletter: Newsletter, now: Instant): Promise<Markup> => {
  const entries = await listCalendar(deps, { newsletter, most: shownIssues });
  const comes = new Map<Instant, string[]>();
  for (const { opensAt, closesAt, nudgeAt, deadlineAt, limitAt } of entries)
    for (const [words, at] of [
      ["a draft opens", opensAt],
      ["its editors are nudged", nudgeAt],
      ["the window closes", closesAt],
      [`deadline: unapproved, ${unapproved[newsletter.whenUnapproved]}`, deadlineAt],
      ["its time is over", limitAt],
    ] as const)
      if (at > now) comes.set(at, [...new Set([...(comes.get(at) ?? []), words])]);
  const rows = [...comes].toSorted(([a], [b]) => a.localeCompare(b));
  return html`<h2>${newsletter.name}</h2><form method="post"><ul>${rows.map(([at, words]) => html`<li><button class="quieter" name="forward" value="${at}">${wallTime(newsletter.zone, at)}</button><br><small>${words.join("; ")}</small></li>`)}</ul></form>`;
};

const unapproved = { send: "it goes out", hold: "it is held", skip: "it is skipped" } as const;

const wallTime = (zone: string, at: Instant): string =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(new Date(at));

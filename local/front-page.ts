import { Hono } from "hono";
import { html } from "hono/html";
import { subscribePath } from "../functions/audience/sign-up-routes.ts";
import { consolePath } from "../functions/console/sign-in-paths.ts";
import type { NewsletterStore } from "../functions/core/newsletter-store.ts";
import type { Instant } from "../functions/core/time.ts";
import { issuePath } from "../functions/digest/routes.ts";
import type { IssueStore } from "../functions/digest/store.ts";
import { page, pageHeaders } from "../templates/pages/page.ts";
import { clockPath } from "./clock-page.ts";
import { noNewsletter } from "./where-to-look.ts";

const mostIssues = 10;

/** Where to look, for whoever opens the address without knowing more. */
export const frontPage = (deps: {
  newsletters: Pick<NewsletterStore, "list">;
  issues: Pick<IssueStore, "latest">;
  hasMailbox: boolean;
  hasClock: boolean;
}): Hono => {
  const routes = new Hono();
  routes.get("/", async (context) => {
    const newsletters = await deps.newsletters.list();
    const sections = await Promise.all(
      newsletters.map(async ({ id, name }) => {
        const issues = (await deps.issues.latest(id, mostIssues)).filter(({ state }) => state === "handed-over");
        return html`<h2>${name}</h2>
<ul>
${issues.map((issue) => html`<li><a href="${issuePath(id, issue.id)}">${issue.subject}</a> <small>${dateWords(issue.window.until)}</small></li>`)}
<li><a href="${subscribePath(id)}">Sign up</a></li>
</ul>`;
      }),
    );
    const body = html`<p><a href="${consolePath}">The console</a>: where the editors make the issue.</p>
${deps.hasMailbox ? html`<p><a href="/mailbox">The mailbox</a>: every mail that was sent on this machine.</p>` : ""}
${deps.hasClock ? html`<p><a href="${clockPath}">The clock</a>: turn it forward, and see what a week brings.</p>` : ""}${sections}${newsletters.length === 0 ? html`<p>${noNewsletter}</p>` : ""}`;
    return context.html(page({ language: "en", title: "Tearsheet on this machine", body }), 200, { ...pageHeaders });
  });
  return routes;
};

const dateWords = (at: Instant): string =>
  new Intl.DateTimeFormat("en", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(at),
  );

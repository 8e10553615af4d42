import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type IssueSummary, issueSummarySchema } from "../digest/issue.ts";
import { issuePath } from "../digest/routes.ts";
import type { IssueStore } from "../digest/store.ts";
import { apiRoute } from "./api-route.ts";
import { newsletterPath, showPage } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";
import { stateWords } from "./issue-words.ts";
import { newsletterOf } from "./newsletter-of.ts";
import type { ConsolePart } from "./part.ts";
import { consolePath } from "./sign-in-paths.ts";
import { when } from "./words.ts";

export type IssuesDeps = { newsletters: Pick<NewsletterStore, "get">; issues: Pick<IssueStore, "latest"> };

const mostIssues = 30;
const shownSchema = issueSummarySchema.omit({ prints: true });

/** Every issue of a newsletter, the latest first. */
export const issuesPart = (deps: IssuesDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();
  pages.get(`${consolePath}/newsletters/:newsletterId/issues`, needs("viewer"), async (context) => {
    const { newsletter } = await newsletterOf(deps, context.req.param("newsletterId"));
    const before = context.req.query("before");
    const issues = await deps.issues.latest(newsletter.id, mostIssues, before);
    const last = issues.length === mostIssues ? issues.at(-1) : undefined;
    const older = last && `${newsletterPath(newsletter.id, "issues")}?before=${last.id}`;
    const rows = issues.map((issue) => row(newsletter, issue));
    const body = html`${rows.length > 0 ? html`<ol class="rows">${rows}</ol>` : html`<p>None${before ? " before that" : " yet"}.</p>`}
${older ? html`<p><a href="${older}">Older</a></p>` : ""}`;
    return showPage(context, { title: "Issues", newsletter, body });
  });

  const api = [
    apiRoute({
      method: "get",
      path: "/newsletters/:newsletterId/issues",
      role: "viewer",
      summary: "At most 30 issues, the latest first; those before an issue, when its id is given.",
      query: z.object({ before: z.string().optional() }),
      answer: z.object({ issues: z.array(shownSchema) }),
      handle: async ({ params, query }) => {
        const { newsletter } = await newsletterOf(deps, params.newsletterId);
        return { issues: await deps.issues.latest(newsletter.id, mostIssues, query.before) };
      },
    }),
  ];
  return { pages, api };
};

const row = ({ id: newsletterId, zone }: Newsletter, { id, subject, state, window, revision }: IssueSummary) => {
  const of = (page: string) => newsletterPath(newsletterId, "issues", id, page);
  return html`<li><a href="${newsletterPath(newsletterId, "issues", id)}"><bdi>${subject}</bdi></a>
<small>${when(window.until, zone)}; ${stateWords[state]}${revision > 1 ? `; revision ${revision}` : ""}</small>
${state === "handed-over" ? html`<p class="links"><a href="${of("run")}">Run</a> <a href="${of("report")}">Report</a> <a href="${issuePath(newsletterId, id)}">Archive page</a></p>` : ""}</li>`;
};

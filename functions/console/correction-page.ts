import { Hono } from "hono";
import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { NotFound } from "../core/errors.ts";
import { type Issue, isCorrection, isOpen } from "../digest/issue.ts";
import type { IssueStore } from "../digest/store.ts";
import { withCorrections } from "../digest/with-corrections.ts";
import { showPage, tokenField } from "./console-page.ts";
import { correctionForms } from "./desk-correction.ts";
import { nameOf } from "./desk-name.ts";
import { versionOf } from "./desk-page.ts";
import { type Draw, mayOf } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";
import { deskStyle } from "./desk-style.ts";
import { type ViewName, viewSchema, views } from "./desk-views.ts";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";
import { type ReadDeskDeps, readDesk } from "./read-desk.ts";

export type CorrectionRoutesDeps = Omit<ReadDeskDeps, "issues"> & {
  issues: Pick<IssueStore, "get" | "put">;
  fileUrl: (key: string) => string;
};

/** A correction in any view beside the mail as it was sent, what was changed, and the way out. */
export const correctionRoutes = (deps: CorrectionRoutesDeps): Hono<ConsoleEnv> =>
  new Hono<ConsoleEnv>().get(
    "/console/newsletters/:newsletterId/issues/:issueId/beside",
    needs("viewer"),
    async (context) => {
      const { editor } = context.var;
      const working = { ...deps, issues: withCorrections(deps.issues) };
      const desk = await readDesk(working, { ...nameOf(context), editorId: editor.id });
      if (!isCorrection(desk.issue)) throw new NotFound("the issue is not being corrected");
      const view = viewSchema.parse(context.req.query("view"));
      const sent = await deps.issues.get(desk.newsletter.id, desk.issue.id);
      const { fileUrl } = deps;
      const draw: Draw = { desk, view, token: tokenField(context), fileUrl, may: mayOf(editor, desk.issue) };
      const page = { title: "Beside what was sent", newsletter: desk.newsletter, style: deskStyle + style, wide: true };
      return showPage(context, { ...page, body: besideBody(draw, sent?.issue ?? desk.issue) });
    },
  );

const besideBody = (draw: Draw, sent: Issue): Markup => {
  const { desk, view, may } = draw;
  const { issue } = desk;
  const name = { newsletterId: issue.newsletterId, issueId: issue.id };
  const choice = (each: ViewName) =>
    html`<a href="${deskPath(name, "beside")}?view=${each}"${each === view ? html` aria-current="true"` : ""}>${views[each]}</a>`;
  const mail = (title: string, { subject, preheader }: Issue, query: string) =>
    html`<figure><figcaption>${title}</figcaption><p dir="auto"><b>${subject}</b><br>${preheader}</p><iframe class="mail view-${view}" title="${title}" sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation" src="${deskPath(name, "mail")}?view=${view}&${query}"></iframe></figure>`;
  return html`<div class="beside"><p><a href="${deskPath(name)}">Back to the correction</a></p>
${issue.changes.length > 0 ? html`<ul class="changed">${issue.changes.map(({ words, name: by }) => html`<li>${words} <small><bdi>${by ?? "An editor"}</bdi></small></li>`)}</ul>` : html`<p>Nobody has changed anything yet; the posts are as they are now.</p>`}
<nav class="views" aria-label="View">${(Object.keys(views) as ViewName[]).map(choice)}</nav>
<div class="pair">${mail("The correction", issue, `v=${versionOf(issue)}`)}${mail("As it was sent", sent, "of=sent")}</div>
${may.send && isOpen(issue) ? correctionForms(draw) : ""}</div>`;
};

const style = `
.beside{max-width:88rem;margin:0 auto}
.beside .pair{display:grid;grid-template-columns:1fr 1fr;gap:var(--small);margin:0 0 var(--medium)}
.beside figure{margin:0;min-width:0;background:var(--surface);border:1px solid var(--hairline)}
.beside figcaption{padding:var(--hair) var(--small);font-weight:600}
.beside figure p{margin:0;padding:0 var(--small) var(--small)}
.beside .changed{margin:0 0 var(--small)}
@media (max-width:60rem){.beside .pair{grid-template-columns:1fr}}
`;

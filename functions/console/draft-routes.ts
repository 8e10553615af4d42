import { createHash } from "node:crypto";
import { Hono } from "hono";
import { html, raw } from "hono/html";
import { pageHeaders } from "../../templates/pages/page.ts";
import { linkNotFoundPage } from "../../templates/pages/subscriber-pages.ts";
import type { RenderDeps } from "../digest/render-issue.ts";
import { framedMail } from "../mail/framed-mail.ts";
import { consoleStyle } from "./console-style.ts";
import type { DeskStore } from "./desk-store.ts";
import { type DraftLinkDeps, draftHtml, draftOfToken } from "./draft-links.ts";
import { draftHeaders } from "./framed-draft.ts";
import { type LeaveNoteDeps, leaveNote } from "./leave-note.ts";

export type DraftRoutesDeps = DraftLinkDeps &
  RenderDeps &
  LeaveNoteDeps & { desk: Pick<DeskStore, "link" | "pinned" | "notes" | "addNote"> };

const style = `${consoleStyle}
.draft{margin:0;padding:.5rem 1rem;background:var(--accent);color:var(--page);font-weight:600}
iframe{display:block;width:100%;height:calc(100vh - 6rem);border:0}
.note{max-width:46rem;margin:0 auto;padding:1rem}`;

const headers = {
  ...pageHeaders,
  "content-security-policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "x-robots-tag": "noindex, nofollow",
};

/** A draft for whoever has its link: a banner that says so, and the mail without its personal links. */
export const draftRoutes = (deps: DraftRoutesDeps): Hono => {
  const app = new Hono();
  app.get("/drafts/:token", async (context) => {
    const draft = await draftOfToken(deps, context.req.param("token"));
    if (!draft) return context.html(linkNotFoundPage(), 404, pageHeaders);
    const said = noteWords[context.req.query("note") ?? ""];
    const banner = draft.link.pinned
      ? "Draft, as it was when this link was made."
      : "Draft. It is not sent yet, and may still change.";
    const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>Draft</title><style>${raw(style)}</style></head>
<body><p class="draft" role="note">${banner}</p>
<iframe title="The draft of the mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="${context.req.path}/mail"></iframe>
<section class="note" id="note"><h1>Leave a note</h1>${said ? html`<p role="status">${said}</p>` : ""}
<form method="post" action="${context.req.path}/notes"><p>Whoever makes this mail reads it.</p>
<label>Your name<input name="name" maxlength="64" autocomplete="name"></label><label>The note<textarea name="text" rows="4" maxlength="2000" required></textarea></label><p><button>Leave the note</button></p></form></section></body></html>`;
    return context.html(page, 200, headers);
  });
  app.get("/drafts/:token/mail", async (context) => {
    const name = await draftOfToken(deps, context.req.param("token"));
    if (!name) return context.html(linkNotFoundPage(), 404, pageHeaders);
    const { issueId, link } = name;
    const kept = link.pinned ? await deps.desk.pinned(issueId, link.id) : undefined;
    const mail = kept ?? (await draftHtml(deps, name, link.variant));
    return context.html(framedMail(mail, "light"), 200, {
      ...draftHeaders("on"),
      "cache-control": "no-store",
      "x-robots-tag": "noindex, nofollow",
    });
  });

  app.post("/drafts/:token/notes", async (context) => {
    const token = context.req.param("token");
    const draft = await draftOfToken(deps, token);
    if (!draft) return context.html(linkNotFoundPage(), 404, pageHeaders);
    const { name, text } = await context.req.parseBody();
    const said = { name: String(name ?? ""), text: String(text ?? "") };
    const left = await leaveNote(deps, { issueId: draft.issueId, linkId: draft.link.id, ...said });
    return context.redirect(`/drafts/${token}?note=${left.ok ? "left" : left.reason}#note`, 303);
  });
  return app;
};

const noteWords: Readonly<Record<string, string>> = {
  left: "Your note was left.",
  empty: "There was nothing in the note.",
  "too-many": "Nothing was kept: there are too many notes by this link already.",
};

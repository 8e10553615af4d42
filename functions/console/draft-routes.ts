import { createHash } from "node:crypto";
import { Hono } from "hono";
import { html, raw } from "hono/html";
import { pageHeaders } from "../../templates/pages/page.ts";
import { linkNotFoundPage } from "../../templates/pages/subscriber-pages.ts";
import { slotNames } from "../core/rendition.ts";
import { type RenderDeps, renderIssue } from "../digest/render-issue.ts";
import { framedMail } from "../mail/framed-mail.ts";
import { consoleStyle } from "./console-style.ts";
import type { DeskStore } from "./desk-store.ts";
import { type DraftLinkDeps, draftOfToken } from "./draft-links.ts";
import { draftHeaders } from "./framed-draft.ts";

export type DraftRoutesDeps = DraftLinkDeps & RenderDeps & { desk: Pick<DeskStore, "link"> };

const style = `${consoleStyle}
.draft{margin:0;padding:.5rem 1rem;background:var(--accent);color:var(--page);font-weight:600}
iframe{display:block;width:100%;height:calc(100vh - 3rem);border:0}`;

const headers = {
  ...pageHeaders,
  "content-security-policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
  "x-robots-tag": "noindex, nofollow",
};

/** A draft for whoever has its link: a banner that says so, and the mail without its personal links. */
export const draftRoutes = (deps: DraftRoutesDeps): Hono => {
  const app = new Hono();
  app.get("/drafts/:token", async (context) => {
    if (!(await draftOfToken(deps, context.req.param("token"))))
      return context.html(linkNotFoundPage(), 404, pageHeaders);
    const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>Draft</title><style>${raw(style)}</style></head>
<body><p class="draft" role="note">Draft. It is not sent yet, and may still change.</p>
<iframe title="The draft of the mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="${context.req.path}/mail"></iframe></body></html>`;
    return context.html(page, 200, headers);
  });
  app.get("/drafts/:token/mail", async (context) => {
    const name = await draftOfToken(deps, context.req.param("token"));
    if (!name) return context.html(linkNotFoundPage(), 404, pageHeaders);
    const { bodies, sentinels } = await renderIssue(deps, name);
    const mail = slotNames.reduce((text, slot) => text.replaceAll(sentinels[slot], "#"), bodies.everything.html);
    return context.html(framedMail(mail, "light"), 200, {
      ...draftHeaders("on"),
      "cache-control": "no-store",
      "x-robots-tag": "noindex, nofollow",
    });
  });
  return app;
};

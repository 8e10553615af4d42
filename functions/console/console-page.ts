import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { consoleStyle } from "./console-style.ts";
import type { Editor } from "./editor.ts";
import { mayAs } from "./editor.ts";
import type { ConsoleEnv } from "./env.ts";
import { consolePath } from "./sign-in-paths.ts";

export type ConsolePage = {
  title: string;
  /** Everything below the heading. */
  body: Markup;
  /** The newsletter that the page is about: its name stands above the heading, its pages in the navigation. */
  newsletter?: { id: string; name: string } | undefined;
  /** More style, for this page alone. */
  style?: string | undefined;
  /** Addresses of scripts of ours, loaded as modules after the page stands; it works without them. */
  scripts?: readonly string[] | undefined;
  /** The heading is left out where the page has one of its own. */
  ownHeading?: boolean | undefined;
  /** For a page that needs the whole width of the screen. */
  wide?: boolean | undefined;
};

type Frame = {
  nonce: string;
  warning?: string | undefined;
  editor?: Editor | undefined;
  formToken?: string | undefined;
  path?: string | undefined;
  /** A script of ours takes parts out of it into a page that has its style: another's nonce would be refused there. */
  forScript?: boolean | undefined;
};

/** Answers with a page of the console for whoever is signed in. */
export const showPage = (
  context: Context<ConsoleEnv>,
  page: ConsolePage,
  status: 200 | 201 | 400 | 403 | 404 | 409 | 413 | 503 = 200,
): Response | Promise<Response> => {
  const { nonce, editor, formToken, warning } = context.var;
  const forScript = context.req.header("x-desk") !== undefined;
  const frame = { nonce, editor, formToken, warning, path: context.req.path, forScript };
  return context.html(consolePage({ ...page, ...frame }), status);
};

/** Stands in every form that changes something. */
export const tokenField = (context: Context<ConsoleEnv>): Markup => hiddenToken(context.get("formToken"));

const hiddenToken = (token: string): Markup => html`<input type="hidden" name="formToken" value="${token}">`;

/** The address of a page about a newsletter. */
export const newsletterPath = (newsletterId: string, ...rest: readonly string[]): string =>
  [`${consolePath}/newsletters/${newsletterId}`, ...rest].join("/");

/** One page of the console: it works at 360 px, in the dark, without script, and a script finds its token in the head. */
export const consolePage = (page: ConsolePage & Frame): Markup =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${page.formToken ? html`<meta name="form-token" content="${page.formToken}">` : ""}
<title>${page.newsletter ? `${page.title} · ${page.newsletter.name}` : page.title}</title>
${page.forScript ? "" : html`<style nonce="${page.nonce}">${raw(consoleStyle)}${raw(page.style ?? "")}</style>`}
${(page.scripts ?? []).map((src) => html`<script type="module" nonce="${page.nonce}" src="${src}"></script>`)}
</head>
<body>
<a class="skip" href="#main">To the content</a>
${header(page)}
<main id="main"${page.wide ? html` class="wide"` : ""}>
${page.warning ? html`<p role="alert">${page.warning}</p>` : ""}${page.ownHeading ? "" : heading(page)}
${page.body}
</main>
</body>
</html>`;

const heading = ({ title, newsletter }: ConsolePage): Markup =>
  html`${newsletter ? html`<p class="of"><bdi>${newsletter.name}</bdi></p>` : ""}<h1>${title}</h1>`;

const header = ({ editor, newsletter, path, formToken }: ConsolePage & Frame): Markup => html`<header>
<a class="brand" href="${consolePath}">Tearsheet</a>
<div class="navs">${editor && newsletter ? navigation(newsletter.name, newsletterLinks(newsletter.id), path) : ""}
${editor ? navigation("Console", consoleLinks(editor), path) : ""}</div>
${editor && formToken ? signOut(editor, formToken) : ""}
</header>`;

type Link = { href: string; text: string };

const newsletterLinks = (id: string): Link[] => [
  { href: newsletterPath(id), text: "This issue" },
  { href: newsletterPath(id, "issues"), text: "Issues" },
  { href: newsletterPath(id, "calendar"), text: "Calendar" },
  { href: newsletterPath(id, "subscribers"), text: "Subscribers" },
  { href: newsletterPath(id, "sources"), text: "Sources" },
  { href: newsletterPath(id, "settings"), text: "Settings" },
];

const consoleLinks = (editor: Editor): Link[] => [
  { href: consolePath, text: "Newsletters" },
  ...(mayAs(editor, "admin")
    ? [
        { href: `${consolePath}/people`, text: "People" },
        { href: `${consolePath}/keys`, text: "Keys" },
        { href: `${consolePath}/audit`, text: "Audit" },
      ]
    : []),
  { href: `${consolePath}/api`, text: "API" },
];

const navigation = (label: string, links: readonly Link[], path: string | undefined): Markup =>
  html`<nav aria-label="${label}"><ul>${links.map(
    ({ href, text }) => html`<li><a href="${href}"${href === path ? html` aria-current="page"` : ""}>${text}</a></li>`,
  )}</ul></nav>`;

const signOut = (editor: Editor, token: string): Markup => html`<details class="who"><summary>${editor.name}</summary>
<p>${editor.email}<br>${editor.roles.join(", ")}</p>
<form method="post" action="${consolePath}/sign-out">${hiddenToken(token)}<button>Sign out</button></form>
<form method="post" action="${consolePath}/sign-out-everywhere">${hiddenToken(token)}<button>Sign out everywhere</button></form>
</details>`;

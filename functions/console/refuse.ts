import type { Context } from "hono";
import { html } from "hono/html";
import { consolePage } from "./console-page.ts";
import type { Role } from "./editor.ts";
import type { ConsoleEnv } from "./env.ts";
import { consolePath, signInAgainPath, signInPath } from "./sign-in-paths.ts";

const refusals = {
  "signed-out": { status: 401, title: "You are signed out", text: "Sign in, and then do it again." },
  "api-key": { status: 401, title: "No such key", text: "The API key is unknown, revoked or past its end." },
  role: { status: 403, title: "That is not yours to do", text: "It needs another role; an admin can give it to you." },
  "not-fresh": {
    status: 403,
    title: "Is it still you?",
    text: "This cannot be taken back, so it asks for a sign-in of the last five minutes. Sign in again, then do it.",
  },
  "leaves-soon": {
    status: 403,
    title: "Is it still you?",
    text: "It would leave within ten minutes, so this asks for a sign-in of the last five minutes. Sign in again, then approve it. No API key can do that.",
  },
  origin: {
    status: 403,
    title: "That did not come from here",
    text: "Another site asked for it. Nothing was changed.",
  },
  token: {
    status: 403,
    title: "This page was too old",
    text: "You have signed in anew since it was opened. Nothing was changed: open the page again.",
  },
} as const;
export type Refusal = keyof typeof refusals;

export const isApi = ({ req }: Context): boolean => req.path === "/api" || req.path.startsWith("/api/");

/** Says why not: a program in JSON, with the reason as a word; a person on a page that says what to do. */
export const refuse = (context: Context<ConsoleEnv>, reason: Refusal, role?: Role): Response | Promise<Response> => {
  const { status, title, text } = refusals[reason];
  if (reason === "api-key") context.header("www-authenticate", "Bearer");
  if (wantsJson(context)) return context.json({ error: text, reason, ...(role && { role }) }, status);
  const again = reason === "not-fresh" || reason === "leaves-soon" || reason === "signed-out";
  const path = reason === "signed-out" ? signInPath : signInAgainPath;
  const body = html`<p>${text}</p>
${again ? html`<p><a class="button" href="${path(cameFrom(context))}">Sign in</a></p>` : ""}
<p><a href="${consolePath}">To the start</a></p>`;
  const { editor, nonce, formToken } = context.var as Partial<ConsoleEnv["Variables"]>;
  const forScript = context.req.header("x-desk") !== undefined;
  return context.html(consolePage({ title, body, nonce: nonce ?? "", editor, formToken, forScript }), status);
};

export const wantsJson = (context: Context): boolean =>
  isApi(context) || /^application\/json\b/.test(context.req.header("accept") ?? "");

/** The page with the form that was sent; our own pages say so, and nobody else is believed. */
const cameFrom = ({ req }: Context): string => {
  const referer = req.header("referer");
  const own = URL.canParse(referer ?? "") && new URL(referer ?? "").origin === req.header("origin");
  return own && referer ? referer : new URL(consolePath, req.url).href;
};

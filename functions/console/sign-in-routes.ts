import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { InvalidInput } from "../core/errors.ts";
import { attemptLimit, openAttempt, sealAttempt } from "./attempt.ts";
import { showPage } from "./console-page.ts";
import { consoleCookies } from "./cookies.ts";
import type { ConsoleEnv } from "./env.ts";
import { type FinishSignInDeps, finishSignIn } from "./finish-sign-in.ts";
import type { IdentityProvider } from "./identity-provider.ts";
import { absoluteLimit, readSessionKey, writeSessionKey } from "./session.ts";
import { callbackPath, isSignInAgain, placeAfter, signedOutPath, signInRoutes } from "./sign-in-paths.ts";

export type SignInDeps = FinishSignInDeps & {
  /** Nobody can sign in without one. */
  identity: IdentityProvider | undefined;
  /** 32 bytes that seal what a browser keeps for us while it is at the provider. */
  attemptKey: Uint8Array;
  publicUrl: string;
};

/** The way in, open to everybody: to the provider, and back to the page that was asked for. Nothing is stored before. */
export const signInPages = (deps: SignInDeps): Hono<ConsoleEnv> => {
  const pages = new Hono<ConsoleEnv>();
  const cookies = consoleCookies(deps.publicUrl);
  const redirectUri = deps.publicUrl + callbackPath;

  pages.on("GET", signInRoutes, async (context) => {
    if (!deps.identity) return notSetUp(context);
    const url = new URL(context.req.url);
    const again = isSignInAgain(url) || getCookie(context, cookies.leftBy) !== undefined;
    const { url: provider, ...secrets } = await deps.identity.begin({ redirectUri, again });
    const attempt = { ...secrets, place: placeAfter(context.req.url), startedAt: deps.wallClock() };
    const sealed = await sealAttempt(deps.attemptKey, attempt);
    setCookie(context, cookies.attempt(secrets.state), sealed, { ...cookies.options, maxAge: attemptLimit / 1000 });
    return context.redirect(provider.href);
  });

  pages.get(callbackPath, async (context) => {
    if (!deps.identity) return notSetUp(context);
    const cookie = cookies.attempt(context.req.query("state") ?? "");
    const attempt = await openAttempt(deps.attemptKey, getCookie(context, cookie), deps.wallClock());
    if (!attempt) throw new InvalidInput("this sign-in is over, or began in another browser: begin it again");
    deleteCookie(context, cookie, cookies.options);
    const url = new URL(callbackPath + new URL(context.req.url).search, deps.publicUrl);
    const person = await deps.identity.finish({ ...attempt, url });
    const before = readSessionKey(getCookie(context, cookies.session));
    const finished = await finishSignIn(deps, { person, before });
    if (!finished.ok) return noRole(context, person.name);
    deleteCookie(context, cookies.leftBy, cookies.options);
    const maxAge = absoluteLimit / 1000;
    setCookie(context, cookies.session, writeSessionKey(finished.key), { ...cookies.options, maxAge });
    return context.redirect(deps.publicUrl + attempt.place);
  });

  pages.get(signedOutPath, (context) =>
    showPage(context, {
      title: "You are signed out",
      body: html`<p><a class="button" href="/console">Sign in</a></p>`,
    }),
  );
  return pages;
};

const notSetUp = (context: Context<ConsoleEnv>) =>
  showPage(
    context,
    {
      title: "Nobody can sign in yet",
      body: html`<p>Name a provider of OpenID Connect: <code>TEARSHEET_OIDC_ISSUER</code> and <code>TEARSHEET_OIDC_CLIENT_ID</code>. The public address is to be by https then.</p>`,
    },
    503,
  );

const noRole = (context: Context<ConsoleEnv>, name: string) =>
  showPage(
    context,
    {
      title: "You have no role here",
      body: html`<p>You are known as <bdi>${name}</bdi>, but nobody made you a viewer, editor, sender or admin yet. Ask an admin, then sign in again.</p>
<p><a class="button" href="/console/sign-in-again">Sign in as somebody else</a></p>`,
    },
    403,
  );

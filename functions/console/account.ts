import { Hono } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { consoleCookies } from "./cookies.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, needs } from "./guard.ts";
import type { ConsolePart } from "./part.ts";
import type { SessionStore } from "./session-store.ts";
import { consolePath, signedOutPath } from "./sign-in-paths.ts";

export type AccountDeps = { sessions: Pick<SessionStore, "end" | "endAll">; publicUrl: string };

/** Leaving: this browser, or every browser of the editor. The next sign-in here asks for the person themself. */
export const accountPart = (deps: AccountDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();
  const cookies = consoleCookies(deps.publicUrl);
  const ways = { "session.end": "sign-out", "session.end-all": "sign-out-everywhere" } as const;
  for (const [act, name] of Object.entries(ways))
    pages.post(`${consolePath}/${name}`, needs("viewer"), acts(act), async (context) => {
      const key = context.get("sessionKey");
      if (key) await (act === "session.end" ? deps.sessions.end(key) : deps.sessions.endAll(key.editorId));
      deleteCookie(context, cookies.session, cookies.options);
      setCookie(context, cookies.leftBy, "1", cookies.options);
      return context.redirect(signedOutPath, 303);
    });
  return { pages };
};

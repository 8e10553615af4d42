import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import { apiRoute } from "./api-route.ts";
import { showPage, tokenField } from "./console-page.ts";
import { knownEditorSchema } from "./editor.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, needs } from "./guard.ts";
import type { ConsolePart } from "./part.ts";
import type { SessionStore } from "./session-store.ts";
import { consolePath } from "./sign-in-paths.ts";
import { when } from "./words.ts";

export type PeopleDeps = { sessions: Pick<SessionStore, "people" | "endAll"> };

const peoplePath = `${consolePath}/people`;

/** Who signs in here. Roles are the provider's; an admin ends the sessions of whoever lost theirs. */
export const peoplePart = (deps: PeopleDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();
  pages.get(peoplePath, needs("admin"), async (context) => {
    const rows = (await deps.sessions.people()).map(
      ({ id, name, email, roles, signedInAt }) => html`<li><bdi>${name}</bdi> <bdi class="secondary">${email}</bdi>
<small>${roles.join(", ")}; signed in ${when(signedInAt)}</small>
<form method="post" action="${peoplePath}/${id}/sign-out">${tokenField(context)}<button class="quiet" aria-label="Sign out everywhere: ${name}">Sign out everywhere</button></form></li>`,
    );
    const body = html`<p>Roles are given where people sign in; they count from the next sign-in on. Whoever lost one is signed out here.</p>
<ul class="rows">${rows}</ul>`;
    return showPage(context, { title: "People", body });
  });

  pages.post(`${peoplePath}/:editorId/sign-out`, needs("admin"), acts("session.end-all"), async (context) => {
    await deps.sessions.endAll(context.req.param("editorId"));
    return context.redirect(peoplePath, 303);
  });

  const api = [
    apiRoute({
      method: "get",
      path: "/people",
      role: "admin",
      summary: "Everybody who ever signed in, as they were the last time.",
      answer: z.object({ people: z.array(knownEditorSchema) }),
      handle: async () => ({ people: await deps.sessions.people() }),
    }),
    apiRoute({
      method: "delete",
      path: "/people/:editorId/sessions",
      role: "admin",
      act: "session.end-all",
      summary: "Ends every session of an editor, and says how many there were.",
      answer: z.object({ ended: z.int() }),
      handle: async ({ params }) => ({ ended: await deps.sessions.endAll(params.editorId) }),
    }),
  ];
  return { pages, api };
};

import { type Context, Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import { InvalidInput, NotFound } from "../core/errors.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type AddKeyDeps, addKey, newKeySchema } from "./add-key.ts";
import { type ApiKey, apiKeySchema, scopes } from "./api-key.ts";
import { apiRoute } from "./api-route.ts";
import { showPage, tokenField } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, freshSignIn, needs } from "./guard.ts";
import type { KeyStore } from "./key-store.ts";
import type { ConsolePart } from "./part.ts";
import { consolePath } from "./sign-in-paths.ts";
import { when } from "./words.ts";

export type KeysDeps = AddKeyDeps & { keys: KeyStore; newsletters: Pick<NewsletterStore, "list" | "get"> };

const keysPath = `${consolePath}/keys`;
const shownSchema = apiKeySchema.omit({ hash: true });

/** API keys: made and shown once, listed, revoked. Only an admin's. */
export const keysPart = (deps: KeysDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();

  pages.get(keysPath, needs("admin"), async (context) => {
    const [keys, newsletters] = await Promise.all([deps.keys.list(), deps.newsletters.list()]);
    const body = html`${newKeyForm(context, newsletters)}
<h2>Keys that were made</h2>
${keys.length > 0 ? html`<ul class="rows">${keys.map((key) => row(context, key))}</ul>` : html`<p>None yet.</p>`}`;
    return showPage(context, { title: "API keys", body });
  });

  pages.post(keysPath, needs("admin"), freshSignIn(), acts("key.add"), async (context) => {
    const form = await context.req.parseBody({ all: true });
    const parsed = newKeySchema.safeParse({ ...form, scopes: [form.scopes ?? []].flat() });
    if (!parsed.success)
      throw new InvalidInput(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
    const { editor, formDraw: draw, now } = context.var;
    const { key, apiKey } = await addKey(deps, { said: parsed.data, by: editor.name, draw, now });
    context.get("note")({ keyId: apiKey.id });
    const body = html`<p role="status">This is the only time that the key is shown. Copy it now.</p>
<pre><code>${key}</code></pre>
<p>It goes into every request as <code>Authorization: Bearer …</code></p>
<p><a href="${keysPath}">To the keys</a></p>`;
    return showPage(context, { title: apiKey.name, body }, 201);
  });

  pages.post(`${keysPath}/:keyId/revoke`, needs("admin"), acts("key.revoke"), async (context) => {
    await revoke(deps, context.req.param("keyId"), context.get("now"));
    return context.redirect(keysPath, 303);
  });

  const api = [
    apiRoute({
      method: "get",
      path: "/keys",
      role: "admin",
      summary: "Every API key that was made, the newest first, without the keys themselves.",
      answer: z.object({ keys: z.array(shownSchema) }),
      handle: async () => ({ keys: await deps.keys.list() }),
    }),
    apiRoute({
      method: "post",
      path: "/keys",
      role: "admin",
      fresh: true,
      act: "key.add",
      summary: "Makes an API key; this answer is the only place where it stands.",
      body: newKeySchema,
      answer: shownSchema.extend({ key: z.string() }),
      handle: async ({ body, editor, draw, now, note }) => {
        const { key, apiKey } = await addKey(deps, { said: body, by: editor.name, draw, now });
        note({ keyId: apiKey.id });
        return { ...apiKey, key };
      },
    }),
    apiRoute({
      method: "delete",
      path: "/keys/:keyId",
      role: "admin",
      act: "key.revoke",
      summary: "Ends a key for good.",
      answer: z.object({ id: z.string() }),
      handle: async ({ params, now }) => {
        await revoke(deps, params.keyId, now);
        return { id: params.keyId };
      },
    }),
  ];
  return { pages, api };
};

const revoke = async ({ keys }: KeysDeps, id: string, now: string): Promise<void> => {
  if (!(await keys.revoke(id, now))) throw new NotFound("there is no such key that is not revoked yet");
};

const scopeWords: Readonly<Record<ApiKey["scopes"][number], string>> = {
  posts: "tell us posts",
  viewer: "read everything",
  editor: "make issues",
  sender: "approve issues",
};

const newKeyForm = (context: Context<ConsoleEnv>, newsletters: readonly { id: string; name: string }[]) =>
  html`<p>A program that talks to us has a key: for one newsletter, for what it needs, for a time.</p>
<form method="post">${tokenField(context)}
<label>What is it for? <input name="name" required maxlength="80" autocomplete="off"></label>
<label>Newsletter <select name="newsletterId">${newsletters.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select></label>
<fieldset><legend>It may</legend>
${scopes.map((scope) => html`<label><input type="checkbox" name="scopes" value="${scope}"> ${scopeWords[scope]} <small>${scope}</small></label>`)}
</fieldset>
<label>Days until it ends <input type="number" name="days" value="365" min="1" max="730" required></label>
<p><button>Make the key</button></p></form>`;

const row = (context: Context<ConsoleEnv>, { id, name, newsletterId, scopes: held, ...key }: ApiKey) => {
  const isOver = key.revokedAt !== undefined || key.expiresAt <= context.get("now");
  const end = key.revokedAt ? html`revoked ${when(key.revokedAt)}` : html`until ${when(key.expiresAt)}`;
  return html`<li><bdi>${name}</bdi>
<small>${newsletterId}: ${held.join(", ")}; made by <bdi>${key.createdBy}</bdi> ${when(key.createdAt)}, ${end}</small>
${isOver ? "" : html`<form method="post" action="${keysPath}/${id}/revoke">${tokenField(context)}<button class="quiet" aria-label="Revoke ${name}">Revoke</button></form>`}</li>`;
};

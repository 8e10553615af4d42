import type { IncomingMessage, ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { Provider } from "oidc-provider";
import { callbackPath } from "../../functions/console/sign-in-paths.ts";
import { page, pageHeaders } from "../../templates/pages/page.ts";
import { samplePeople } from "./people.ts";
import { localProvider } from "./provider.ts";
import { pickPath, providerPath } from "./provider-names.ts";

type OnNode = { Bindings: { incoming: IncomingMessage & { originalUrl?: string }; outgoing: ServerResponse } };

/** The provider of this machine and its page where one picks who to be. It is made when somebody first needs it. */
export const signInApp = (publicUrl: string): Hono<OnNode> => {
  const app = new Hono<OnNode>();
  let made: Promise<Provider> | undefined;
  const provider = () => {
    made ??= localProvider(publicUrl, callbackPath);
    return made;
  };

  app.get(`${providerPath}/pick/:uid`, async (context) => {
    const { uid } = await (await provider()).interactionDetails(context.env.incoming, context.env.outgoing);
    return context.html(pickPage(uid), 200, { ...pageHeaders, "referrer-policy": "same-origin" });
  });

  app.post(`${providerPath}/pick/:uid`, async (context) => {
    const { incoming, outgoing } = context.env;
    const person = samplePeople.find(({ id }) => id === context.req.query("as"));
    if (!person || context.req.header("origin") !== new URL(publicUrl).origin)
      return context.text("Pick one of the people on the page.", 400);
    const login = { accountId: person.id };
    const next = await (await provider()).interactionResult(incoming, outgoing, { login });
    return context.redirect(next, 303);
  });

  // Whose sign-in is over, or began in another browser.
  app.onError((error, context) => {
    if (error.name !== "SessionNotFound") throw error;
    return context.text("This sign-in is over: open the console again.", 400);
  });

  app.all(`${providerPath}/*`, async (context) => hand(await provider(), context));
  return app;
};

/** The provider speaks to Node itself, below its own path. */
const hand = async (provider: Provider, context: Context<OnNode>): Promise<Response> => {
  const { incoming, outgoing } = context.env;
  incoming.originalUrl = incoming.url ?? "/";
  incoming.url = incoming.originalUrl.slice(providerPath.length);
  await provider.callback()(incoming, outgoing);
  return RESPONSE_ALREADY_SENT;
};

const pickPage = (uid: string) =>
  page({
    language: "en",
    name: "Tearsheet",
    title: "Who are you today?",
    body: html`<p>On this machine nobody needs a password. Elsewhere your own sign-in stands in this place.</p>
<ul class="people">${samplePeople.map(
      ({ id, name, role, does }) => html`<li><form method="post" action="${pickPath(uid)}?as=${id}">
<button>${name}</button><small>${role}: ${does}</small></form></li>`,
    )}</ul>`,
  });

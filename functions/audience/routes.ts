import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import {
  linkNotFoundPage,
  preferencesPage,
  unsubscribedPage,
  unsubscribePage,
} from "../../templates/pages/subscriber-pages.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { variantSchema } from "../core/rendition.ts";
import type { Keyring } from "../core/signed-link.ts";
import type { Clock } from "../core/time.ts";
import { answerPage } from "./answer-page.ts";
import { findLinked } from "./find-linked.ts";
import type { AudienceStore } from "./store.ts";
import { unsubscribe } from "./unsubscribe.ts";

export type AudienceRoutesDeps = {
  audience: AudienceStore;
  newsletters: Pick<NewsletterStore, "get">;
  keyring: Keyring;
  clock: Clock;
};

const largestForm = 4 * 1024;

/**
 * The pages that a mail's personal links lead to. GET and HEAD show and change nothing, because scanners follow every
 * link of a mail; POST acts. The token in the path is all the authority there is: no cookie, no session.
 */
export const audienceRoutes = (deps: AudienceRoutesDeps): Hono => {
  const routes = new Hono();

  routes.get("/unsubscribe/:token", async (context) => {
    const found = await findLinked(deps, "unsubscribe", context.req.param("token"));
    if (!found.ok) return answerPage(context, linkNotFoundPage(), 404);
    const gone = found.subscriber.state === "unsubscribed";
    return answerPage(context, gone ? unsubscribedPage(found.newsletter) : unsubscribePage(found.newsletter));
  });

  // RFC 8058: a mail program posts `List-Unsubscribe=One-Click`, without cookies, and follows no redirect. Whatever the
  // body says, a POST to this address means one thing, so it is not read.
  routes.post("/unsubscribe/:token", async (context) => {
    const found = await findLinked(deps, "unsubscribe", context.req.param("token"));
    if (!found.ok) return answerPage(context, linkNotFoundPage(), 404);
    await unsubscribe(deps, { newsletterId: found.newsletter.id, subscriberId: found.subscriber.id });
    return answerPage(context, unsubscribedPage(found.newsletter));
  });

  routes.get("/preferences/:token", async (context) => {
    const found = await findLinked(deps, "preferences", context.req.param("token"));
    if (!found.ok) return answerPage(context, linkNotFoundPage(), 404);
    return answerPage(context, preferencesPage(found.newsletter, found.subscriber.preferences.variant, false));
  });

  routes.post("/preferences/:token", bodyLimit({ maxSize: largestForm }), async (context) => {
    const found = await findLinked(deps, "preferences", context.req.param("token"));
    if (!found.ok) return answerPage(context, linkNotFoundPage(), 404);
    const { newsletter, subscriber } = found;
    const variant = variantSchema.safeParse(new URLSearchParams(await context.req.text()).get("variant"));
    if (!variant.success)
      return answerPage(context, preferencesPage(newsletter, subscriber.preferences.variant, false), 400);
    const preferences = { ...subscriber.preferences, variant: variant.data };
    await deps.audience.setPreferences(newsletter.id, subscriber.id, preferences);
    return answerPage(context, preferencesPage(newsletter, variant.data, true));
  });

  return routes;
};

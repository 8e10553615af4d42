import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import {
  askedPage,
  confirmedPage,
  confirmPage,
  expiredPage,
  subscribePage,
} from "../../templates/pages/signup-pages.ts";
import { linkNotFoundPage } from "../../templates/pages/subscriber-pages.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { answerPage } from "./answer-page.ts";
import { confirmSubscription } from "./confirm-subscription.ts";
import { askedAtOfScope } from "./confirmation.ts";
import { findLinked, type Linked } from "./find-linked.ts";
import { type SignUpDeps, signUp } from "./sign-up.ts";
import type { AudienceStore } from "./store.ts";

export type SignUpRoutesDeps = SignUpDeps & {
  audience: AudienceStore;
  newsletters: Pick<NewsletterStore, "get">;
  /** Told when a confirmation mail could not be sent; the visitor is not. Holds ids and codes only. */
  onUnsent?: (unsent: { newsletterId: string; subscriberId: string; kind: string; code: string }) => void;
};

export const subscribePath = (newsletterId: string): string => `/newsletters/${newsletterId}/subscribe`;

const largestForm = 4 * 1024;

/**
 * The way in: a form, a mail, a button. The form answers everybody alike, so that nobody learns from it who is
 * subscribed; only the button of the page that the mail leads to subscribes, and following its link does not.
 */
export const signUpRoutes = (deps: SignUpRoutesDeps): Hono => {
  const routes = new Hono();

  routes.get("/newsletters/:newsletter/subscribe", async (context) => {
    const stored = await deps.newsletters.get(context.req.param("newsletter"));
    return stored ? answerPage(context, subscribePage(stored.newsletter)) : notFound(context);
  });

  routes.post("/newsletters/:newsletter/subscribe", bodyLimit({ maxSize: largestForm }), async (context) => {
    const stored = await deps.newsletters.get(context.req.param("newsletter"));
    if (!stored) return notFound(context);
    const { newsletter } = stored;
    const form = new URLSearchParams(await context.req.text());
    // No person sees this field: whoever fills it gets the answer of everybody, and no mail.
    if (form.get("website")) return answerPage(context, askedPage(newsletter));
    const input = { address: form.get("address") ?? "", name: form.get("name") ?? "", form: "page" };
    const result = await signUp(deps, { newsletter, ...input });
    if (!result.ok) return answerPage(context, subscribePage(newsletter, result), 400);
    if (result.mail === "failed") {
      const { subscriberId, outcome } = result;
      const code = "code" in outcome ? outcome.code : "";
      deps.onUnsent?.({ newsletterId: newsletter.id, subscriberId, kind: outcome.kind, code });
    }
    return answerPage(context, askedPage(newsletter));
  });

  routes.get("/confirm/:token", async (context) => {
    const found = await findLinked(deps, "confirm", context.req.param("token"));
    if (!found.ok) return noLonger(context, found);
    const { newsletter, subscriber } = found;
    return answerPage(context, subscriber.state === "confirmed" ? confirmedPage(newsletter) : confirmPage(newsletter));
  });

  routes.post("/confirm/:token", async (context) => {
    const found = await findLinked(deps, "confirm", context.req.param("token"));
    if (!found.ok) return noLonger(context, found);
    const { newsletter, subscriber, claim } = found;
    const askedAt = askedAtOfScope(claim.scope);
    const result = await confirmSubscription(deps, {
      newsletterId: newsletter.id,
      subscriberId: subscriber.id,
      askedAt,
    });
    return result.ok
      ? answerPage(context, confirmedPage(newsletter))
      : noLonger(context, { ok: false, reason: "expired", newsletter });
  });

  return routes;
};

const notFound = (context: Context) => answerPage(context, linkNotFoundPage(), 404);

/** A link that was good once leads back to the form. */
const noLonger = (context: Context, found: Extract<Linked, { ok: false }>) =>
  found.reason === "expired"
    ? answerPage(context, expiredPage(found.newsletter, subscribePath(found.newsletter.id)), 410)
    : notFound(context);

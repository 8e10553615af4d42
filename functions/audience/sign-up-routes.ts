import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { pageHeadersWith } from "../../templates/pages/page.ts";
import {
  askedPage,
  closedPage,
  confirmedPage,
  confirmPage,
  expiredPage,
  type FormFault,
  formSnippet,
  onceMorePage,
  slipPage,
  snippetPage,
  subscribePage,
  tooManyPage,
} from "../../templates/pages/sign-up-pages.ts";
import { linkNotFoundPage } from "../../templates/pages/subscriber-pages.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { answerPage } from "./answer-page.ts";
import { challengeField } from "./challenge.ts";
import { type ConfirmDeps, confirmSubscription } from "./confirm-subscription.ts";
import { findLinked, type Linked } from "./find-linked.ts";
import { instantOf } from "./instant-token.ts";
import { forReader } from "./reader-language.ts";
import { type SignUpDeps, type SignUpInput, type SignUpResult, signUp } from "./sign-up.ts";
import { isClosed } from "./sign-up-health.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import type { AudienceStore } from "./store.ts";
import { shownToken } from "./time-trap.ts";

export type SignUpRoutesDeps = SignUpDeps & {
  stampClock: ConfirmDeps["stampClock"];
  audience: AudienceStore;
  signUps: SignUpStore;
  newsletters: Pick<NewsletterStore, "get">;
  publicUrl: string;
  /** The address that a request came from; without one all visitors count as one. */
  visitorOf?: (context: Context) => string | undefined;
  /** A hint that mails were promised, so that nobody waits for the next tick; it must not take longer for some. */
  wake?: () => Promise<void> | void;
};

export const subscribePath = (newsletterId: string): string => `/newsletters/${newsletterId}/subscribe`;

const largestForm = 4 * 1024;

/**
 * The way in: a form, a mail, a button. The form answers everybody alike and as fast, so that nobody learns from it who
 * is subscribed; only the button of the page that the mail leads to subscribes, and following its link does not.
 */
export const signUpRoutes = (deps: SignUpRoutesDeps): Hono => {
  const routes = new Hono();
  const newsletterOf = async (context: Context): Promise<Newsletter | undefined> => {
    const stored = await deps.newsletters.get(context.req.param("newsletter") ?? "");
    return stored && forReader(context, stored.newsletter);
  };
  const partsFor = ({ id }: Newsletter) => ({
    shown: shownToken(deps.keyring, id, deps.clock()),
    challenge: deps.challenge,
  });
  const headers = pageHeadersWith(deps.challenge?.scriptUrl);

  // Whoever cuts an address down to the newsletter finds the way in.
  routes.get("/newsletters/:newsletter", async (context) => {
    const newsletter = await newsletterOf(context);
    return newsletter ? context.redirect(subscribePath(newsletter.id)) : notFound(context);
  });

  routes.get("/newsletters/:newsletter/subscribe", async (context) => {
    const [newsletter, breaker] = await Promise.all([
      newsletterOf(context),
      deps.signUps.breaker(context.req.param("newsletter")),
    ]);
    if (!newsletter) return notFound(context);
    if (isClosed(breaker, deps.clock())) return answerPage(context, closedPage(newsletter), 503);
    return answerPage(context, subscribePage(newsletter, partsFor(newsletter)), 200, headers);
  });

  routes.post("/newsletters/:newsletter/subscribe", bodyLimit({ maxSize: largestForm }), async (context) => {
    const newsletter = await newsletterOf(context);
    if (!newsletter) return notFound(context);
    const input = inputOf(newsletter, new URLSearchParams(await context.req.text()), deps.visitorOf?.(context));
    const result = await signUp(deps, input);
    await deps.wake?.();
    if (result.ok) return answerPage(context, askedPage(newsletter));
    if (result.reason === "form") return notFound(context);
    if (result.reason === "closed") return answerPage(context, closedPage(newsletter), 503);
    if (result.reason === "too-many") return answerPage(context, tooManyPage(newsletter), 429);
    const typed = { ...result.right, form: input.form };
    const parts = partsFor(newsletter);
    if (result.reason === "once-more") return answerPage(context, onceMorePage(newsletter, parts, typed), 200, headers);
    if (result.reason === "slip") {
      const page = slipPage(newsletter, { ...parts, shown: input.shown }, typed, result.suggestion);
      return answerPage(context, page, 200, headers);
    }
    return answerPage(context, subscribePage(newsletter, parts, faultOf(result), typed), 400, headers);
  });

  routes.get("/newsletters/:newsletter/forms/:form", async (context) => {
    const newsletter = await newsletterOf(context);
    const form = context.req.param("form");
    if (!newsletter?.signUp.forms.some(({ id }) => id === form)) return notFound(context);
    const action = deps.publicUrl + subscribePath(newsletter.id);
    return answerPage(context, snippetPage(newsletter, formSnippet(newsletter, { action, form })));
  });

  routes.get("/confirm/:token", async (context) => {
    const found = await findLinked(deps, "confirm", context.req.param("token"));
    if (!found.ok) return noLonger(context, found);
    const newsletter = forReader(context, found.newsletter);
    const isConfirmed = found.subscriber.state === "confirmed";
    return answerPage(context, isConfirmed ? confirmedPage(newsletter) : confirmPage(newsletter));
  });

  routes.post("/confirm/:token", async (context) => {
    const found = await findLinked(deps, "confirm", context.req.param("token"));
    if (!found.ok) return noLonger(context, found);
    const { newsletter, subscriber, claim } = found;
    const result = await confirmSubscription(deps, {
      newsletterId: newsletter.id,
      subscriberId: subscriber.id,
      sentAt: instantOf(claim),
    });
    await deps.wake?.();
    return result.ok
      ? answerPage(context, confirmedPage(forReader(context, newsletter)))
      : noLonger(context, { ok: false, reason: "expired", newsletter });
  });

  return routes;
};

const inputOf = (newsletter: Newsletter, form: URLSearchParams, visitor: string | undefined): SignUpInput => {
  const field = (name: string) => form.get(name) ?? "";
  return {
    newsletter,
    language: newsletter.language,
    address: field("address"),
    name: field("name"),
    form: field("form") || "page",
    shown: field("shown"),
    trap: field("website"),
    sure: field("sure") === "yes",
    visitor,
    challengeAnswer: field(challengeField),
  };
};

const faultOf = (result: Extract<SignUpResult, { reason: FormFault["field"] }>): FormFault =>
  "because" in result ? { field: result.reason, reason: result.because } : { field: "challenge", reason: "challenge" };

const notFound = (context: Context) => answerPage(context, linkNotFoundPage(forReader(context, nobody)), 404);

const nobody = { language: "en", name: "" };

/** A link that was good once leads back to the form. */
const noLonger = (context: Context, found: Extract<Linked, { ok: false }>) =>
  found.reason === "expired"
    ? answerPage(context, expiredPage(forReader(context, found.newsletter), subscribePath(found.newsletter.id)), 410)
    : notFound(context);

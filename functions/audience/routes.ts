import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { tooManyPage } from "../../templates/pages/signup-pages.ts";
import {
  linkNotFoundPage,
  moveAskedPage,
  movedPage,
  moveHalfPage,
  movePage,
  type PreferencesView,
  pausedPage,
  preferencesPage,
  stayedPage,
  unsubscribedPage,
  unsubscribePage,
} from "../../templates/pages/subscriber-pages.ts";
import { keyedId } from "../core/ids.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { variantSchema } from "../core/rendition.ts";
import { type Keyring, type Purpose, signToken } from "../core/signed-link.ts";
import type { Clock } from "../core/time.ts";
import { parseAddress } from "./address.ts";
import { answerPage } from "./answer-page.ts";
import { askedAtOfScope } from "./confirmation.ts";
import { findLinked, type Linked } from "./find-linked.ts";
import { moveEnds } from "./move.ts";
import type { MoveStore } from "./move-store.ts";
import { moveSubscriber } from "./move-subscriber.ts";
import { networkOf } from "./network.ts";
import { pauseChoice, pausedUntil, pauseWeeks } from "./pause.ts";
import { forReader } from "./reader-language.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import type { AudienceStore } from "./store.ts";
import { leavingReasonSchema, leavingReasons, type Subscriber } from "./subscriber.ts";
import { networkLimit } from "./turns.ts";
import { undoToken } from "./undo.ts";
import { unsubscribe } from "./unsubscribe.ts";

export type AudienceRoutesDeps = {
  audience: AudienceStore;
  newsletters: Pick<NewsletterStore, "get">;
  keyring: Keyring;
  clock: Clock;
  stampClock: Clock;
  signUps: Pick<SignUpStore, "promise" | "takeTurn" | "settle">;
  moves: MoveStore;
  idKey: Uint8Array;
  /** The address that a request came from; without one all visitors count as one. */
  visitorOf?: (context: Context) => string | undefined;
  /** A hint that mails were promised. */
  wake?: () => Promise<void> | void;
};

type Found = Extract<Linked, { ok: true }>;

const largestForm = 4 * 1024;

/**
 * The pages that a mail's personal links lead to. GET and HEAD show and change nothing, because scanners follow every
 * link of a mail; POST acts. The token in the path is all the authority there is: no cookie, no session.
 */
export const audienceRoutes = (deps: AudienceRoutesDeps): Hono => {
  const routes = new Hono();
  const limit = bodyLimit({ maxSize: largestForm });

  /** The person of the link and the newsletter in the reader's language, or the page for links that are not ours. */
  const linked =
    (purpose: Purpose, answer: (context: Context, found: Found) => Response | Promise<Response>) =>
    async (context: Context): Promise<Response> => {
      const found = await findLinked(deps, purpose, context.req.param("token") ?? "");
      if (!found.ok) return answerPage(context, linkNotFoundPage(forReader(context, { language: "en" })), 404);
      return answer(context, { ...found, newsletter: forReader(context, found.newsletter) });
    };

  const gone = (context: Context, found: Found, said = found.subscriber.leftBecause !== undefined) => {
    const { newsletter, subscriber } = found;
    const at = (what: string) => `${leavingPath(found)}/${what}${languageAsked(context)}`;
    const token = undoToken(deps.keyring, subscriber, deps.clock());
    const undo = token === undefined ? undefined : { action: at("undo"), token };
    return answerPage(
      context,
      unsubscribedPage(newsletter, { undo, why: { action: at("why"), reasons: leavingReasons, said } }),
    );
  };

  /** Where whoever holds this link may leave, too. */
  const leavingPath = ({ subscriber, claim }: Found): string =>
    `/unsubscribe/${signToken(deps.keyring, { ...claim, subscriberId: subscriber.id, purpose: "unsubscribe" })}`;

  const now = async (found: Found): Promise<Found> => {
    const subscriber = await deps.audience.get(found.newsletter.id, found.subscriber.id);
    return subscriber ? { ...found, subscriber } : found;
  };

  const ask = linked("unsubscribe", (context, found) => {
    if (found.subscriber.state === "unsubscribed") return gone(context, found);
    const action = `${leavingPath(found)}/pause${languageAsked(context)}`;
    return answerPage(context, unsubscribePage(found.newsletter, { action, weeks: pauseWeeks }));
  });
  routes.get("/unsubscribe/:token", ask);
  // Where the answers to forms stand, for who changes their language or loads them anew.
  routes.get("/unsubscribe/:token/:did{pause|undo|why}", ask);

  // RFC 8058: a mail program posts `List-Unsubscribe=One-Click`, without cookies, and follows no redirect. Whatever the
  // body says, a POST to this address means one thing, so it is not read.
  routes.post(
    "/unsubscribe/:token",
    linked("unsubscribe", async (context, found) => {
      await unsubscribe(deps, { newsletterId: found.newsletter.id, subscriberId: found.subscriber.id });
      return gone(context, await now(found));
    }),
  );

  routes.post(
    "/unsubscribe/:token/pause",
    limit,
    linked("unsubscribe", async (context, found) => {
      const { newsletter, subscriber } = found;
      const choice = pauseChoice((await formOf(context)).get("pause") ?? "");
      const until = choice && pausedUntil(choice, subscriber.preferences, deps.clock());
      if (!until || subscriber.state === "unsubscribed") return ask(context);
      const preferences = { ...subscriber.preferences, pausedUntil: until };
      await deps.audience.setPreferences(newsletter.id, subscriber.id, preferences);
      return answerPage(context, pausedPage(newsletter, until));
    }),
  );

  routes.post(
    "/unsubscribe/:token/undo",
    limit,
    linked("unsubscribe", async (context, found) => {
      const { newsletter, subscriber } = found;
      const undo = await findLinked(deps, "undo", (await formOf(context)).get("undo") ?? "");
      const isTheirs = undo.ok && undo.subscriber.id === subscriber.id && undo.newsletter.id === newsletter.id;
      if (!isTheirs) return ask(context);
      const leftAt = askedAtOfScope(undo.claim.scope);
      const undone = await deps.audience.undoUnsubscribe(newsletter.id, subscriber.id, leftAt);
      const { subscriber: after } = await now(found);
      return undone || after.state === "confirmed" ? answerPage(context, stayedPage(newsletter)) : ask(context);
    }),
  );

  routes.post(
    "/unsubscribe/:token/why",
    limit,
    linked("unsubscribe", async (context, found) => {
      const reason = leavingReasonSchema.safeParse((await formOf(context)).get("why"));
      if (!reason.success || found.subscriber.state !== "unsubscribed") return ask(context);
      await deps.audience.sayWhy(found.newsletter.id, found.subscriber.id, reason.data);
      return gone(context, found, true);
    }),
  );

  const preferences = (
    context: Context,
    found: Found,
    { saved = false, moveFault }: Partial<Pick<PreferencesView, "saved" | "moveFault">> = {},
  ) => {
    const { newsletter, subscriber } = found;
    const { variant, pausedUntil: until } = subscriber.preferences;
    return preferencesPage(newsletter, {
      variant,
      pausedUntil: until !== undefined && until > deps.clock() ? until : undefined,
      weeks: pauseWeeks,
      saved,
      moveFault,
      moveAction: `/preferences/${context.req.param("token")}/address${languageAsked(context)}`,
      unsubscribeUrl: leavingPath(found) + languageAsked(context),
    });
  };

  /** Nothing can be chosen by who has left. */
  const choosing = (answer: (context: Context, found: Found) => Response | Promise<Response>) =>
    linked("preferences", (context, found) =>
      isGone(found.subscriber) ? gone(context, found) : answer(context, found),
    );

  const show = choosing((context, found) => answerPage(context, preferences(context, found)));
  routes.get("/preferences/:token", show);
  // Where the answer to its second form stands, for who changes their language or loads it anew.
  routes.get("/preferences/:token/address", show);

  routes.post(
    "/preferences/:token",
    limit,
    choosing(async (context, found) => {
      const { newsletter, subscriber } = found;
      const form = await formOf(context);
      const variant = variantSchema.safeParse(form.get("variant"));
      const pause = pauseChoice(form.get("pause"));
      if (!variant.success || pause === undefined) return answerPage(context, preferences(context, found), 400);
      const until = pausedUntil(pause, subscriber.preferences, deps.clock());
      const chosen: Subscriber["preferences"] = { variant: variant.data, ...(until && { pausedUntil: until }) };
      await deps.audience.setPreferences(newsletter.id, subscriber.id, chosen);
      return answerPage(context, preferences(context, await now(found), { saved: true }));
    }),
  );

  // Whether the new address can be asked is decided later: the answer is the same for all that can be mailed.
  routes.post(
    "/preferences/:token/address",
    limit,
    choosing(async (context, found) => {
      const { newsletter, subscriber } = found;
      const address = parseAddress((await formOf(context)).get("address") ?? "");
      if (!address.ok) {
        const moveFault = address.reason === "unicode-local-part" ? address.reason : "other";
        return answerPage(context, preferences(context, found, { moveFault }), 400);
      }
      const at = deps.clock();
      const network = keyedId(deps.idKey, networkOf(deps.visitorOf?.(context)));
      if (!(await deps.signUps.takeTurn("network", network, at, networkLimit)))
        return answerPage(context, tooManyPage(newsletter), 429);
      const toId = keyedId(deps.idKey, address.normalForm);
      const about = { newsletterId: newsletter.id, subscriberId: toId, at };
      await deps.signUps.promise({ kind: "move", ...about, fromId: subscriber.id, address: address.address });
      await deps.wake?.();
      return answerPage(context, moveAskedPage(newsletter));
    }),
  );

  for (const end of moveEnds) {
    routes.get(
      `/move-${end}/:token`,
      linked(`move-${end}`, (context, { newsletter, subscriber }) =>
        answerPage(context, subscriber.movedTo ? movedPage(newsletter) : movePage(newsletter)),
      ),
    );
    routes.post(
      `/move-${end}/:token`,
      linked(`move-${end}`, async (context, { newsletter, subscriber, claim }) => {
        const askedAt = askedAtOfScope(claim.scope);
        const whose = { newsletterId: newsletter.id, subscriberId: subscriber.id };
        const result = await moveSubscriber(deps, { ...whose, end, askedAt });
        if (!result.ok) return answerPage(context, linkNotFoundPage(newsletter), 404);
        return answerPage(context, result.moved ? movedPage(newsletter) : moveHalfPage(newsletter));
      }),
    );
  }

  return routes;
};

const isGone = ({ state }: Subscriber): boolean => state === "unsubscribed";

const formOf = async (context: Context): Promise<URLSearchParams> => new URLSearchParams(await context.req.text());

/** Forms lead on in the language that the reader chose by hand. */
const languageAsked = (context: Context): string => {
  const asked = context.req.query("lang") ?? "";
  return /^[a-z]{2}$/.test(asked) ? `?lang=${asked}` : "";
};

import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { pausedPage, stayedPage, unsubscribePage } from "../../templates/pages/subscriber-pages.ts";
import { answerPage } from "./answer-page.ts";
import { findLinked } from "./find-linked.ts";
import { instantOf } from "./instant-token.ts";
import { type AudienceRoutesDeps, formOf, languageAsked, largestForm, linkedPages } from "./linked-pages.ts";
import { pauseChoice, pausedUntil, pauseWeeks } from "./pause.ts";
import { leavingReasonSchema } from "./subscriber.ts";
import { unsubscribe } from "./unsubscribe.ts";

/** The page to leave by, in one click or by its button, with what it offers beside: a break, an undo, a word why. */
export const leavingRoutes = (deps: AudienceRoutesDeps): Hono => {
  const routes = new Hono();
  const limit = bodyLimit({ maxSize: largestForm });
  const { linked, leavingPath, gone, now } = linkedPages(deps);

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
      const leftAt = instantOf(undo.claim);
      const undone = await deps.audience.undoUnsubscribe(newsletter.id, subscriber.id, leftAt);
      const { subscriber: after } = await now(found);
      if (!undone && after.state !== "confirmed") return ask(context);
      const { pausedUntil } = after.preferences;
      const isPaused = pausedUntil !== undefined && pausedUntil > deps.clock();
      return answerPage(context, stayedPage(newsletter, isPaused ? pausedUntil : undefined));
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

  return routes;
};

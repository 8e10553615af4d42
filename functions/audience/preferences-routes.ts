import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { tooManyPage } from "../../templates/pages/sign-up-pages.ts";
import {
  moveAskedPage,
  moveSlipPage,
  moveTooOftenPage,
  type PreferencesView,
  preferencesPage,
} from "../../templates/pages/subscriber-pages.ts";
import { keyedId } from "../core/ids.ts";
import { variantSchema } from "../core/rendition.ts";
import { parseAddress } from "./address.ts";
import { answerPage } from "./answer-page.ts";
import { challengeField } from "./challenge.ts";
import {
  type Answering,
  type AudienceRoutesDeps,
  type Found,
  formOf,
  languageAsked,
  largestForm,
  linkedPages,
} from "./linked-pages.ts";
import { networkOf } from "./network.ts";
import { pauseChoice, pausedUntil, pauseWeeks } from "./pause.ts";
import type { Subscriber } from "./subscriber.ts";
import { suggestAddress } from "./suggest-address.ts";
import { networkLimit, wishLimit } from "./turns.ts";

/** What a subscriber chooses: what comes, when, and to which address. */
export const preferencesRoutes = (deps: AudienceRoutesDeps): Hono => {
  const routes = new Hono();
  const limit = bodyLimit({ maxSize: largestForm });
  const { linked, leavingPath, gone, now, askingHeaders } = linkedPages(deps);

  const preferences = (
    context: Context,
    found: Found,
    status: 200 | 400,
    shown: Partial<Pick<PreferencesView, "saved" | "moveFault" | "moveTyped">> = {},
  ): Response | Promise<Response> => {
    const { newsletter, subscriber } = found;
    const { variant, pausedUntil: until } = subscriber.preferences;
    const page = preferencesPage(newsletter, {
      variant,
      pausedUntil: until !== undefined && until > deps.clock() ? until : undefined,
      weeks: pauseWeeks,
      saved: false,
      challenge: deps.challenge,
      ...shown,
      moveAction: `/preferences/${context.req.param("token")}/address${languageAsked(context)}`,
      unsubscribeUrl: leavingPath(found) + languageAsked(context),
    });
    return answerPage(context, page, status, askingHeaders);
  };

  /** Nothing can be chosen by who has left. */
  const choosing = (answer: Answering) =>
    linked("preferences", (context, found) =>
      isGone(found.subscriber) ? gone(context, found) : answer(context, found),
    );

  const show = choosing((context, found) => preferences(context, found, 200));
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
      if (!variant.success || pause === undefined) return preferences(context, found, 400);
      const until = pausedUntil(pause, subscriber.preferences, deps.clock());
      const chosen: Subscriber["preferences"] = { variant: variant.data, ...(until && { pausedUntil: until }) };
      await deps.audience.setPreferences(newsletter.id, subscriber.id, chosen);
      return preferences(context, await now(found), 200, { saved: true });
    }),
  );

  /** The address that is wished for, or the page that says why nobody is asked about it. */
  const wished = async (context: Context, found: Found, form: URLSearchParams) => {
    const { newsletter, subscriber } = found;
    const address = parseAddress(form.get("address") ?? "");
    if (!address.ok) {
      const moveFault = address.reason === "unicode-local-part" ? address.reason : "other";
      return preferences(context, found, 400, { moveFault });
    }
    const typed = address.address;
    const suggestion = form.get("sure") === "yes" ? undefined : suggestAddress(typed);
    if (suggestion) {
      const page = moveSlipPage(newsletter, deps.challenge, { typed, suggestion });
      return answerPage(context, page, 200, askingHeaders);
    }
    const visitor = deps.visitorOf?.(context);
    if (deps.challenge && !(await deps.challenge.passes(form.get(challengeField) ?? "", visitor)))
      return preferences(context, found, 400, { moveFault: "challenge", moveTyped: typed });
    const network = keyedId(deps.idKey, networkOf(visitor));
    if (!(await deps.signUps.takeTurn("network", network, deps.clock(), networkLimit)))
      return answerPage(context, tooManyPage(newsletter), 429);
    if (!(await deps.signUps.takeTurn("wish", subscriber.id, deps.clock(), wishLimit)))
      return answerPage(context, moveTooOftenPage(newsletter), 429);
    return address;
  };

  // Whether the new address can be asked is decided later: the answer is the same for all that can be mailed.
  routes.post(
    "/preferences/:token/address",
    limit,
    choosing(async (context, found) => {
      const { newsletter, subscriber } = found;
      const address = await wished(context, found, await formOf(context));
      if (address instanceof Response) return address;
      const toId = keyedId(deps.idKey, address.normalForm);
      const about = { newsletterId: newsletter.id, subscriberId: toId, at: deps.clock() };
      await deps.signUps.promise({ kind: "move", ...about, fromId: subscriber.id, address: address.address });
      await deps.wake?.();
      return answerPage(context, moveAskedPage(newsletter));
    }),
  );

  return routes;
};

const isGone = ({ state }: Subscriber): boolean => state === "unsubscribed";

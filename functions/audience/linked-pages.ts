import type { Context } from "hono";
import { pageHeadersWith } from "../../templates/pages/page.ts";
import { linkNotFoundPage, unsubscribedPage } from "../../templates/pages/subscriber-pages.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type Keyring, type Purpose, signToken } from "../core/signed-link.ts";
import type { Clock } from "../core/time.ts";
import { answerPage } from "./answer-page.ts";
import type { Challenge } from "./challenge.ts";
import { findLinked, type Linked } from "./find-linked.ts";
import type { MoveStore } from "./move-store.ts";
import { forReader } from "./reader-language.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import type { AudienceStore } from "./store.ts";
import { leavingReasons } from "./subscriber.ts";
import { undoToken } from "./undo.ts";

export type AudienceRoutesDeps = {
  audience: AudienceStore;
  newsletters: Pick<NewsletterStore, "get">;
  keyring: Keyring;
  clock: Clock;
  stampClock: Clock;
  signUps: Pick<SignUpStore, "promise" | "takeTurn" | "settle" | "count">;
  moves: MoveStore;
  idKey: Uint8Array;
  /** Asked of whoever wants mail sent to an address, where it is set up. */
  challenge?: Challenge | undefined;
  /** The address that a request came from; without one all visitors count as one. */
  visitorOf?: (context: Context) => string | undefined;
  /** A hint that mails were promised. */
  wake?: () => Promise<void> | void;
};

export type Found = Extract<Linked, { ok: true }>;
export type Answering = (context: Context, found: Found) => Response | Promise<Response>;

/** What a form of these pages may hold. */
export const largestForm = 4 * 1024;

/** What the pages share that a mail's personal links lead to. */
export const linkedPages = (deps: AudienceRoutesDeps) => {
  /** The person of the link and the newsletter in the reader's language, or the page for links that are not ours. */
  const linked =
    (purpose: Purpose, answer: Answering) =>
    async (context: Context): Promise<Response> => {
      const found = await findLinked(deps, purpose, context.req.param("token") ?? "");
      if (!found.ok) return answerPage(context, linkNotFoundPage(forReader(context, { language: "en" })), 404);
      return answer(context, { ...found, newsletter: forReader(context, found.newsletter) });
    };

  /** Where whoever holds this link may leave, too. */
  const leavingPath = ({ subscriber, claim }: Found): string =>
    `/unsubscribe/${signToken(deps.keyring, { ...claim, subscriberId: subscriber.id, purpose: "unsubscribe" })}`;

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

  /** The same person as they stand now. */
  const now = async (found: Found): Promise<Found> => {
    const subscriber = await deps.audience.get(found.newsletter.id, found.subscriber.id);
    return subscriber ? { ...found, subscriber } : found;
  };

  /** For pages that ask whether the reader is a person. */
  const askingHeaders = pageHeadersWith(deps.challenge?.scriptUrl);

  return { linked, leavingPath, gone, now, askingHeaders };
};

export const formOf = async (context: Context): Promise<URLSearchParams> =>
  new URLSearchParams(await context.req.text());

/** Forms lead on in the language that the reader chose by hand. */
export const languageAsked = (context: Context): string => {
  const asked = context.req.query("lang") ?? "";
  return /^[a-z]{2}$/.test(asked) ? `?lang=${asked}` : "";
};

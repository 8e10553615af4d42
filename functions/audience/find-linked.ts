import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type Claim, type Keyring, type Purpose, verifyToken } from "../core/signed-link.ts";
import type { Clock } from "../core/time.ts";
import { mostMoves } from "./follow-moves.ts";
import { newsletterOfScope } from "./links.ts";
import type { AudienceStore } from "./store.ts";
import type { Subscriber } from "./subscriber.ts";

export type Linked =
  | { ok: true; newsletter: Newsletter; subscriber: Subscriber; claim: Claim }
  /** We did not make it, not for this purpose, or it is about somebody who no longer exists. */
  | { ok: false; reason: "not-found" }
  | { ok: false; reason: "expired"; newsletter: Newsletter };

type Deps = {
  audience: Pick<AudienceStore, "get">;
  newsletters: Pick<NewsletterStore, "get">;
  keyring: Keyring;
  clock: Clock;
};

/** Whom a token is about. Changes nothing. */
export const findLinked = async (deps: Deps, purpose: Purpose, token: string): Promise<Linked> => {
  const nowSeconds = Math.floor(Date.parse(deps.clock()) / 1000);
  const verified = verifyToken(deps.keyring, purpose, token, nowSeconds);
  if (!verified.ok && verified.reason !== "expired") return { ok: false, reason: "not-found" };
  const { claim } = verified;
  const newsletterId = newsletterOfScope(claim.scope);
  const [stored, subscriber] = await Promise.all([
    deps.newsletters.get(newsletterId),
    personAt(deps.audience, purpose, newsletterId, claim.subscriberId),
  ]);
  if (!stored) return { ok: false, reason: "not-found" };
  const { newsletter } = stored;
  if (!verified.ok) return { ok: false, reason: "expired", newsletter };
  return subscriber ? { ok: true, newsletter, subscriber, claim } : { ok: false, reason: "not-found" };
};

/** Links of a mail go with the person to another address; what was asked of one address stays with it. */
const personAt = async (
  audience: Pick<AudienceStore, "get">,
  purpose: Purpose,
  newsletterId: string,
  id: string,
): Promise<Subscriber | undefined> => {
  let found = await audience.get(newsletterId, id);
  if (purpose !== "unsubscribe" && purpose !== "preferences") return found;
  for (let moves = 0; found?.movedTo !== undefined && moves < mostMoves; moves++)
    found = (await audience.get(newsletterId, found.movedTo)) ?? { ...found, movedTo: undefined };
  return found;
};

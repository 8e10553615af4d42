import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Keyring } from "../core/signed-link.ts";
import type { Clock } from "../core/time.ts";
import { findLinked } from "./find-linked.ts";
import type { AudienceStore } from "./store.ts";
import { unsubscribe } from "./unsubscribe.ts";

export type UnsubscribedByMail = { ok: true; changed: boolean } | { ok: false; reason: "no-token" };

/**
 * Lets go whoever's token stands in the subject of a mail to the unsubscribe mailbox, as the `mailto` in
 * List-Unsubscribe (RFC 2369) puts it there. Who sent the mail does not matter, a forged sender least of all: the token
 * is all the authority there is. A mail without one changes nothing.
 */
export const unsubscribeByMail = async (
  deps: { audience: AudienceStore; newsletters: Pick<NewsletterStore, "get">; keyring: Keyring; clock: Clock },
  { subject }: { subject: string },
): Promise<UnsubscribedByMail> => {
  for (const word of subject.split(/\s+/).slice(0, mostWords)) {
    const found = await findLinked(deps, "unsubscribe", word);
    if (!found.ok) continue;
    const done = await unsubscribe(deps, { newsletterId: found.newsletter.id, subscriberId: found.subscriber.id });
    return { ok: true, changed: done.ok && done.changed };
  }
  return { ok: false, reason: "no-token" };
};

/** Mail programs may put a word or two in front. */
const mostWords = 8;

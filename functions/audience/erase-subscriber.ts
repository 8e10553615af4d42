import { Conflict } from "../core/errors.ts";
import { keyedId } from "../core/ids.ts";
import type { Clock, Instant } from "../core/time.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import type { RightsStore } from "./rights-store.ts";
import { subscriberSchema } from "./subscriber.ts";

export type EraseResult =
  | { ok: true; id: string; erased: boolean; kept: ("suppression" | "confirmation mails" | "erasure")[] }
  | { ok: false; reason: Extract<ParsedAddress, { ok: false }>["reason"] };

/**
 * Deletes what is known of a person (GDPR Art. 17). What stays is keyed hashes of the address without it: that this was
 * done, so that neither an old list nor a restored copy brings them back; a suppression; how many confirmation mails
 * they were sent. They can sign up again by themselves. Doing it again changes nothing.
 */
export const eraseSubscriber = async (
  { rights, idKey, clock }: { rights: RightsStore; idKey: Uint8Array; clock: Clock },
  { newsletterId, address }: { newsletterId: string; address: string },
): Promise<EraseResult> => {
  const parsed = parseAddress(address);
  if (!parsed.ok) return parsed;
  const id = keyedId(idKey, parsed.normalForm);
  let erased = false;
  for (let tries = 0; ; tries++) {
    const { subscriber } = await rights.everythingAbout(newsletterId, id);
    if (!subscriber) break;
    if (tries === mostTries) throw new Conflict(`subscriber ${id} changes faster than it can be erased`);
    // The log first: whoever dies after it has promised what the next run keeps.
    const erasure = { id, at: lastKnownAt(subscriber, clock()) };
    await rights.noteErasure(newsletterId, erasure);
    erased ||= await rights.erase(newsletterId, erasure);
  }
  const after = await rights.everythingAbout(newsletterId, id);
  const kept = [
    ...(after.erasure ? (["erasure"] as const) : []),
    ...(after.suppression ? (["suppression"] as const) : []),
    ...(after.confirmationMails ? (["confirmation mails"] as const) : []),
  ];
  return { ok: true, id, erased, kept };
};

const mostTries = 5;

/** Whoever asks to be erased means what is kept now, also where another clock stamped it later than ours shows. */
const lastKnownAt = (subscriber: Record<string, unknown>, now: Instant): Instant => {
  const { confirmedAt = now, consent } = subscriberSchema.parse(subscriber);
  return [now, confirmedAt, consent?.askedAt ?? now].toSorted().at(-1) ?? now;
};

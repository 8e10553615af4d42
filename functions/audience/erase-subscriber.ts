import { Conflict } from "../core/errors.ts";
import { keyedId } from "../core/ids.ts";
import type { Clock, Instant } from "../core/time.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import type { RightsStore } from "./rights-store.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import { subscriberSchema } from "./subscriber.ts";

export type EraseResult =
  | { ok: true; id: string; erased: boolean; kept: ("suppression" | "confirmation mails" | "erasure")[] }
  | { ok: false; reason: Extract<ParsedAddress, { ok: false }>["reason"] };

export type EraseDeps = {
  rights: RightsStore;
  signUps: Pick<SignUpStore, "promisedTo" | "settle">;
  /** What other rooms delete of somebody. */
  eraseElsewhere?: ((person: { subscriberId: string; address: string }) => Promise<void>) | undefined;
  idKey: Uint8Array;
  clock: Clock;
};

/**
 * Deletes what is known of a person (GDPR Art. 17). What stays is keyed hashes of the address without it: that this was
 * done, so that neither an old list nor a restored copy brings them back; a suppression; how many confirmation mails
 * they were sent. An address that they moved from goes with it. They can sign up again by themselves. Doing it again
 * changes nothing.
 */
export const eraseSubscriber = async (
  deps: EraseDeps,
  { newsletterId, address }: { newsletterId: string; address: string },
): Promise<EraseResult> => {
  const { rights, signUps, eraseElsewhere, idKey } = deps;
  const parsed = parseAddress(address);
  if (!parsed.ok) return parsed;
  const id = keyedId(idKey, parsed.normalForm);
  const before = (await rights.everythingAbout(newsletterId, id)).subscriber;
  for (const job of await signUps.promisedTo(newsletterId, id)) await signUps.settle(job);
  await eraseElsewhere?.({ subscriberId: id, address: parsed.address });
  const erased = await eraseItem(deps, newsletterId, id);
  const movedFrom = before && subscriberSchema.parse(before).movedFrom;
  const old = movedFrom && (await rights.everythingAbout(newsletterId, movedFrom)).subscriber;
  if (old) await eraseSubscriber(deps, { newsletterId, address: subscriberSchema.parse(old).address });
  const after = await rights.everythingAbout(newsletterId, id);
  const kept = [
    ...(after.erasure ? (["erasure"] as const) : []),
    ...(after.suppression ? (["suppression"] as const) : []),
    ...(after.confirmationMails ? (["confirmation mails"] as const) : []),
  ];
  return { ok: true, id, erased, kept };
};

const mostTries = 5;

const eraseItem = async (
  { rights, clock }: Pick<EraseDeps, "rights" | "clock">,
  newsletterId: string,
  id: string,
): Promise<boolean> => {
  let erased = false;
  for (let tries = 0; ; tries++) {
    const { subscriber } = await rights.everythingAbout(newsletterId, id);
    if (!subscriber) return erased;
    if (tries === mostTries) throw new Conflict(`subscriber ${id} changes faster than it can be erased`);
    // The log first: whoever dies after it has promised what the next run keeps.
    const erasure = { id, at: lastKnownAt(subscriber, clock()) };
    await rights.noteErasure(newsletterId, erasure);
    erased ||= await rights.erase(newsletterId, erasure);
  }
};

/** Whoever asks to be erased means what is kept now, also where another clock stamped it later than ours shows. */
const lastKnownAt = (subscriber: Record<string, unknown>, now: Instant): Instant => {
  const { confirmedAt = now, consent } = subscriberSchema.parse(subscriber);
  return [now, confirmedAt, consent?.askedAt ?? now].toSorted().at(-1) ?? now;
};

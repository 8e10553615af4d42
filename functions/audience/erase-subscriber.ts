import { Conflict } from "../core/errors.ts";
import { keyedId } from "../core/ids.ts";
import { addMilliseconds, type Clock, day, type Instant } from "../core/time.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import { addressesOf } from "./addresses-of.ts";
import { isWaiting, listDays } from "./import-order.ts";
import type { ImportOrderStore } from "./import-order-store.ts";
import type { RightsStore } from "./rights-store.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import { subscriberSchema } from "./subscriber.ts";

export type EraseResult =
  | {
      ok: true;
      id: string;
      erased: boolean;
      kept: ("suppression" | "confirmation mails" | "erasure")[];
      /** Lists that nobody has taken in yet: they may name the person until they are taken in or thrown away. */
      waiting: { importId: string; file: string }[];
    }
  | { ok: false; reason: Extract<ParsedAddress, { ok: false }>["reason"] };

export type EraseDeps = {
  rights: RightsStore;
  signUps: Pick<SignUpStore, "promisedTo" | "settle" | "strikeAsked" | "forgetWishes">;
  orders: Pick<ImportOrderStore, "since">;
  /** What other rooms delete of somebody. */
  eraseElsewhere?: ((person: { subscriberId: string; address: string }) => Promise<void>) | undefined;
  idKey: Uint8Array;
  clock: Clock;
};

/**
 * Deletes what is known of a person (GDPR Art. 17). What stays is keyed hashes of the address without it: that this was
 * done, so that neither an old list nor a restored copy brings them back; a suppression; how many confirmation mails
 * they were sent. The addresses that they moved from and to go with it. They can sign up again by themselves. Doing it
 * again changes nothing.
 */
export const eraseSubscriber = async (
  deps: EraseDeps,
  { newsletterId, address }: { newsletterId: string; address: string },
): Promise<EraseResult> => {
  const parsed = parseAddress(address);
  if (!parsed.ok) return parsed;
  const id = keyedId(deps.idKey, parsed.normalForm);
  // The farthest first: whoever dies half-way finds the rest by the same address.
  const others = (await addressesOf(deps, { newsletterId, id })).toReversed();
  let erased = false;
  for (const each of [...others, { id, address: parsed.address }])
    erased = (await eraseAddress(deps, newsletterId, each)) || erased;
  const after = await deps.rights.everythingAbout(newsletterId, id);
  const kept = [
    ...(after.erasure ? (["erasure"] as const) : []),
    ...(after.suppression ? (["suppression"] as const) : []),
    ...(after.confirmationMails ? (["confirmation mails"] as const) : []),
  ];
  return { ok: true, id, erased, kept, waiting: await waitingLists(deps, newsletterId) };
};

const waitingLists = async ({ orders, clock }: Pick<EraseDeps, "orders" | "clock">, newsletterId: string) => {
  const now = clock();
  const lately = await orders.since(newsletterId, addMilliseconds(now, -listDays * day));
  return lately.filter((order) => isWaiting(order, now)).map(({ id, file }) => ({ importId: id, file }));
};

/** In words, for whoever erased somebody; nothing when no list waits. */
export const waitingWords = (waiting: readonly { file: string }[]): string =>
  waiting.length === 0
    ? ""
    : `lists that wait may name them, take them in or throw them away: ${waiting.map(({ file }) => file).join(", ")}`;

const eraseAddress = async (
  deps: EraseDeps,
  newsletterId: string,
  { id, address }: { id: string; address: string },
): Promise<boolean> => {
  for (const job of await deps.signUps.promisedTo(newsletterId, id)) await deps.signUps.settle(job);
  await deps.signUps.forgetWishes(id);
  await deps.eraseElsewhere?.({ subscriberId: id, address });
  return eraseItem(deps, newsletterId, id);
};

const mostTries = 5;

const eraseItem = async (
  { rights, signUps, clock }: Pick<EraseDeps, "rights" | "signUps" | "clock">,
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
    const { consent } = subscriberSchema.parse(subscriber);
    if (consent) await signUps.strikeAsked({ newsletterId, subscriberId: id, askedAt: consent.askedAt });
  }
};

/** Whoever asks to be erased means what is kept now, also where another clock stamped it later than ours shows. */
const lastKnownAt = (subscriber: Record<string, unknown>, now: Instant): Instant => {
  const { confirmedAt = now, consent } = subscriberSchema.parse(subscriber);
  return [now, confirmedAt, consent?.askedAt ?? now].toSorted().at(-1) ?? now;
};

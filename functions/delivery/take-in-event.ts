import { parseAddress } from "../audience/address.ts";
import type { AudienceStore } from "../audience/store.ts";
import { keyedId } from "../core/ids.ts";
import type { Clock } from "../core/time.ts";
import { addressesOf, type EventMeaning, eventMeaning, placeOf } from "./event-meaning.ts";
import type { EventsStore } from "./events-store.ts";
import { readSesEvent, type SesEvent } from "./ses-event.ts";
import { tooManySoftBounces } from "./soft-bounces.ts";

export type TakeInDeps = {
  audience: Pick<AudienceStore, "suppress" | "suppressionLiftedAt" | "get" | "unsubscribe">;
  events: Pick<EventsStore, "addEvidence" | "keepAnswer" | "addSoftBounce" | "softBounces" | "keepUnread">;
  idKey: Uint8Array;
  clock: Clock;
};

export type TakenIn =
  | { ok: true; did: "recorded" | "ignored" }
  /** Kept as it came; trying again changes nothing. */
  | { ok: false; reason: "unknown-type" | "unreadable" };

/**
 * Takes in one event of SES, in whatever order events come and however often: the same events lead to the same sums and
 * the same suppressions. It changes a subscriber only for the worse, by the address that the mail went to, system mails
 * included. Throws only what a later try may mend.
 */
export const takeInEvent = async (deps: TakeInDeps, raw: unknown): Promise<TakenIn> => {
  const read = readSesEvent(raw);
  if (!read.ok) {
    await deps.events.keepUnread(asText(raw), read.reason, deps.clock());
    return read;
  }
  const meaning = eventMeaning(read.event);
  if (!meaning) return { ok: true, did: "ignored" };
  for (const subscriberId of subscribersOf(deps, read.event)) await follow(deps, read.event, meaning, subscriberId);
  await record(deps, read.event, meaning);
  return { ok: true, did: "recorded" };
};

const asText = (raw: unknown): string => (typeof raw === "string" ? raw : String(JSON.stringify(raw)));

/** An id is a keyed hash of the address, so nothing need be looked up to know whom an event is about. */
const subscribersOf = ({ idKey }: TakeInDeps, event: SesEvent): string[] =>
  addressesOf(event)
    .map(parseAddress)
    .flatMap((address) => (address.ok ? [keyedId(idKey, address.normalForm)] : []));

const follow = async (deps: TakeInDeps, event: SesEvent, meaning: EventMeaning, subscriberId: string) => {
  const { at, suppress, bounce, unsubscribes } = meaning;
  if (suppress) await deps.audience.suppress(subscriberId, suppress, at);
  if (bounce === "soft") await countSoftBounce(deps, event, subscriberId);
  if (unsubscribes) await unsubscribe(deps, event, subscriberId, at);
};

const countSoftBounce = async (deps: TakeInDeps, event: SesEvent, subscriberId: string): Promise<void> => {
  const issueId = placeOf(event)?.issueId;
  if (issueId === undefined) return;
  const { messageId, timestamp } = event.mail;
  await deps.events.addSoftBounce(subscriberId, messageId, { issueId, sentAt: timestamp });
  const bounces = await deps.events.softBounces(subscriberId);
  const at = tooManySoftBounces(bounces, await deps.audience.suppressionLiftedAt(subscriberId));
  if (at !== undefined) await deps.audience.suppress(subscriberId, "bounce", at);
};

/** Who has confirmed again since then stays: the event is old. */
const unsubscribe = async (deps: TakeInDeps, event: SesEvent, subscriberId: string, at: string): Promise<void> => {
  const newsletterId = event.mail.tags.newsletter?.[0];
  if (newsletterId === undefined) return;
  const subscriber = await deps.audience.get(newsletterId, subscriberId);
  if (subscriber && (subscriber.confirmedAt ?? "") <= at)
    await deps.audience.unsubscribe(newsletterId, subscriberId, at);
};

const record = async ({ events }: TakeInDeps, event: SesEvent, meaning: EventMeaning): Promise<void> => {
  const place = placeOf(event);
  if (!place) return;
  const { evidence: kind, bounce, answer, at } = meaning;
  if (answer) await events.keepAnswer(place, { kind, at, ...answer });
  await events.addEvidence(place, kind, bounce);
};

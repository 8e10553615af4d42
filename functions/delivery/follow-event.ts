import { parseAddress } from "../audience/address.ts";
import type { SignUpStore } from "../audience/sign-up-store.ts";
import type { AudienceStore } from "../audience/store.ts";
import { keyedId } from "../core/ids.ts";
import type { Instant } from "../core/time.ts";
import { addressesOf, type EventMeaning, placeOf } from "./event-meaning.ts";
import type { EventsStore } from "./events-store.ts";
import type { SesEvent } from "./ses-event.ts";
import { tooManySoftBounces } from "./soft-bounces.ts";

export type FollowDeps = {
  audience: Pick<AudienceStore, "suppress" | "suppressionLiftedAt" | "get" | "unsubscribe">;
  events: Pick<EventsStore, "keepAnswer" | "addSoftBounce" | "softBounces">;
  /** Hears which confirmation mails came back: too many close the form. */
  signUps?: Pick<SignUpStore, "countBounce">;
  idKey: Uint8Array;
};

/** What an event means for the people it is about, only ever for the worse, and for the story of its delivery. */
export const followEvent = async (
  deps: FollowDeps,
  { event, meaning }: { event: SesEvent; meaning: EventMeaning },
): Promise<void> => {
  const { at, suppress, bounce, unsubscribes, answer, evidence } = meaning;
  const concerned = suppress || bounce || unsubscribes ? subscribersOf(deps, event) : [];
  for (const subscriberId of concerned) {
    if (suppress) await deps.audience.suppress(subscriberId, suppress, at);
    if (bounce) await countConfirmation(deps, event, subscriberId);
    if (bounce === "soft") await countSoftBounce(deps, event, subscriberId);
    if (unsubscribes) await unsubscribe(deps, event, { subscriberId, at });
  }
  const place = placeOf(event);
  if (place && answer) await deps.events.keepAnswer(place, { kind: evidence, at, ...answer });
};

/** An id is a keyed hash of the address, so nothing need be looked up to know whom an event is about. */
const subscribersOf = ({ idKey }: FollowDeps, event: SesEvent): string[] =>
  addressesOf(event)
    .map(parseAddress)
    .flatMap((address) => (address.ok ? [keyedId(idKey, address.normalForm)] : []));

const countSoftBounce = async (deps: FollowDeps, event: SesEvent, subscriberId: string): Promise<void> => {
  const issueId = placeOf(event)?.issueId;
  if (issueId === undefined) return;
  const { messageId, timestamp } = event.mail;
  await deps.events.addSoftBounce(subscriberId, messageId, { issueId, sentAt: timestamp });
  const bounces = await deps.events.softBounces(subscriberId);
  const at = tooManySoftBounces(bounces, await deps.audience.suppressionLiftedAt(subscriberId));
  if (at !== undefined) await deps.audience.suppress(subscriberId, "bounce", at);
};

/** Those that go to an address whose owner has not answered yet. */
const mailsToStrangers: ReadonlySet<string> = new Set(["confirmation", "move-new"]);

const countConfirmation = async ({ signUps }: FollowDeps, { mail }: SesEvent, subscriberId: string): Promise<void> => {
  const [newsletterId] = mail.tags.newsletter ?? [];
  if (newsletterId === undefined || !mailsToStrangers.has(mail.tags.mail?.[0] ?? "")) return;
  await signUps?.countBounce(newsletterId, subscriberId, mail.timestamp);
};

/** Who has confirmed again since then stays: the event is old. */
const unsubscribe = async (
  deps: FollowDeps,
  event: SesEvent,
  { subscriberId, at }: { subscriberId: string; at: Instant },
): Promise<void> => {
  const newsletterId = event.mail.tags.newsletter?.[0];
  if (newsletterId === undefined) return;
  const subscriber = await deps.audience.get(newsletterId, subscriberId);
  if (subscriber && (subscriber.confirmedAt ?? "") <= at)
    await deps.audience.unsubscribe(newsletterId, subscriberId, at);
};

import type { Keyring } from "../core/signed-link.ts";
import { addMilliseconds, hour, type Instant } from "../core/time.ts";
import { instantToken } from "./instant-token.ts";
import type { Subscriber } from "./subscriber.ts";

/** Later, coming back takes a sign-up: an old mail, and whoever it was passed on to, must not bring anybody back. */
const lifetime = hour;

/** A token that takes back this one leaving, for an hour after it; none for who never was a subscriber. */
export const undoToken = (
  keyring: Keyring,
  { id, newsletterId, unsubscribedAt, confirmedAt }: Subscriber,
  now: Instant,
): string | undefined => {
  if (!unsubscribedAt || !confirmedAt || addMilliseconds(unsubscribedAt, lifetime) <= now) return undefined;
  return instantToken(keyring, { purpose: "undo", newsletterId, subscriberId: id, at: unsubscribedAt }, lifetime);
};

import { type Claim, type Keyring, type Purpose, signToken } from "../core/signed-link.ts";
import { addMilliseconds, type Instant, toInstant } from "../core/time.ts";

/** What a token lets somebody do about what happened at one instant: a mail was sent, they left, a form was shown. */
export type InstantClaim = { purpose: Purpose; newsletterId: string; subscriberId: string; at: Instant };

/** A token that names the instant it is about, and works for so long from then. */
export const instantToken = (
  keyring: Keyring,
  { purpose, newsletterId, subscriberId, at }: InstantClaim,
  lifetimeMilliseconds: number,
): string =>
  signToken(keyring, {
    purpose,
    subscriberId,
    scope: `${newsletterId}.${Date.parse(at)}`,
    expiresAt: Math.floor(Date.parse(addMilliseconds(at, lifetimeMilliseconds)) / 1000),
  });

/** The instant that such a token is about. */
export const instantOf = ({ scope }: Pick<Claim, "scope">): Instant =>
  toInstant(Number(scope.slice(scope.indexOf(".") + 1)));

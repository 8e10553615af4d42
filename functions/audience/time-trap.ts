import { type Keyring, signToken, verifyToken } from "../core/signed-link.ts";
import { day, type Instant } from "../core/time.ts";

/** Nobody types an address in less. */
export const shortestTypingMilliseconds = 2000;
const longestTypingMilliseconds = day;

/** Goes into a form that is shown at `at`, and says so when it comes back. */
export const shownToken = (keyring: Keyring, newsletterId: string, at: Instant): string =>
  signToken(keyring, { purpose: "form", subscriberId: "", scope: `${newsletterId}.${Date.parse(at)}`, expiresAt: 0 });

/** Whether the form with this token was shown by us, long enough ago for a person and not too long. */
export const wasTyped = (keyring: Keyring, newsletterId: string, token: string, at: Instant): boolean => {
  const verified = verifyToken(keyring, "form", token, 0);
  if (!verified.ok || !verified.claim.scope.startsWith(`${newsletterId}.`)) return false;
  const took = Date.parse(at) - Number(verified.claim.scope.slice(newsletterId.length + 1));
  return took >= shortestTypingMilliseconds && took <= longestTypingMilliseconds;
};

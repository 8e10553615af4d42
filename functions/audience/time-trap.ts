import { type Keyring, verifyToken } from "../core/signed-link.ts";
import { day, type Instant, millisecondsBetween } from "../core/time.ts";
import { instantOf, instantToken } from "./instant-token.ts";
import { newsletterOfScope } from "./links.ts";

/** Nobody types an address in less. */
export const shortestTypingMilliseconds = 2000;
const longestTypingMilliseconds = day;

/** Goes into a form that is shown at `at`, and says so when it comes back. */
export const shownToken = (keyring: Keyring, newsletterId: string, at: Instant): string =>
  instantToken(keyring, { purpose: "form", newsletterId, subscriberId: "", at }, longestTypingMilliseconds);

/** Whether the form with this token was shown by us, long enough ago for a person and not too long. */
export const wasTyped = (keyring: Keyring, newsletterId: string, token: string, at: Instant): boolean => {
  const verified = verifyToken(keyring, "form", token, Math.floor(Date.parse(at) / 1000));
  if (!verified.ok || newsletterOfScope(verified.claim.scope) !== newsletterId) return false;
  return millisecondsBetween(instantOf(verified.claim), at) >= shortestTypingMilliseconds;
};

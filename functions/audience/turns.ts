import { day, hour, type Instant } from "../core/time.ts";
import { largeProviders } from "./large-providers.ts";

/** At most so many within a span that moves along. */
export type TurnLimit = { most: number; withinMilliseconds: number };

/** Of one network, in sign-ups asked for. */
export const networkLimit: TurnLimit = { most: 5, withinMilliseconds: hour };

/** Of one subscriber, in other addresses asked for: one that was typed wrongly can be put right. */
export const wishLimit: TurnLimit = { most: 3, withinMilliseconds: day };

/** Of one domain, in confirmation mails sent; the mail waits for its turn. Everybody has an address at the large ones. */
export const domainLimit = (domain: string): TurnLimit => ({
  most: largeProviders.has(domain) ? 500 : 50,
  withinMilliseconds: hour,
});

/** The turns taken with one more at `at`, in milliseconds since 1970; `undefined` when it is too many. */
export const withTurn = (taken: readonly number[], at: Instant, limit: TurnLimit): number[] | undefined => {
  const now = Date.parse(at);
  const recent = taken.filter((turn) => turn > now - limit.withinMilliseconds);
  return recent.length < limit.most ? [...recent, now] : undefined;
};

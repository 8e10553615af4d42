import type { Clock } from "../core/time.ts";
import type { AudienceStore } from "./store.ts";

export type UnsubscribeResult = { ok: true; changed: boolean } | { ok: false; reason: "unknown" };

/** Ends a subscription: it holds from the moment this returns, in a running issue too. Doing it again changes nothing. */
export const unsubscribe = async (
  { audience, clock }: { audience: AudienceStore; clock: Clock },
  { newsletterId, subscriberId }: { newsletterId: string; subscriberId: string },
): Promise<UnsubscribeResult> => {
  if (await audience.unsubscribe(newsletterId, subscriberId, clock())) return { ok: true, changed: true };
  const known = await audience.get(newsletterId, subscriberId);
  return known ? { ok: true, changed: false } : { ok: false, reason: "unknown" };
};

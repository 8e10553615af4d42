import type { Clock } from "../core/time.ts";
import type { Asked } from "./confirmation.ts";
import type { AudienceStore } from "./store.ts";

export type ConfirmResult =
  | { ok: true; changed: boolean }
  /** `left-since`: unsubscribed after this was asked for, and that holds. */
  | { ok: false; reason: "unknown" | "left-since" };

/** Makes who asked a confirmed subscriber, also one who had unsubscribed before. Doing it again changes nothing. */
export const confirmSubscription = async (
  { audience, clock }: { audience: Pick<AudienceStore, "confirm" | "forgetConfirmations" | "get">; clock: Clock },
  { newsletterId, subscriberId, askedAt }: Asked,
): Promise<ConfirmResult> => {
  if (await audience.confirm(newsletterId, subscriberId, { askedAt, at: clock() })) {
    await audience.forgetConfirmations(subscriberId);
    return { ok: true, changed: true };
  }
  const known = await audience.get(newsletterId, subscriberId);
  if (known?.state === "confirmed") return { ok: true, changed: false };
  return { ok: false, reason: known ? "left-since" : "unknown" };
};

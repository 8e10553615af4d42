import type { Clock } from "../core/time.ts";
import type { Asked } from "./confirmation.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import type { AudienceStore } from "./store.ts";

export type ConfirmResult =
  | { ok: true; changed: boolean }
  /** `left-since`: unsubscribed after this was asked for, and that holds. */
  | { ok: false; reason: "unknown" | "left-since" };

export type ConfirmDeps = {
  audience: Pick<AudienceStore, "confirm" | "forgetConfirmations" | "get">;
  signUps: Pick<SignUpStore, "count" | "promise">;
  clock: Clock;
};

/**
 * Makes who asked a confirmed subscriber, also one who had unsubscribed before, and promises them a welcome. Doing it
 * again changes nothing.
 */
export const confirmSubscription = async (
  { audience, signUps, clock }: ConfirmDeps,
  { newsletterId, subscriberId, askedAt }: Asked,
): Promise<ConfirmResult> => {
  const at = clock();
  if (await audience.confirm(newsletterId, subscriberId, { askedAt, at })) {
    await audience.forgetConfirmations(subscriberId);
    await signUps.promise({ kind: "welcome", newsletterId, subscriberId, at });
    await signUps.count(newsletterId, askedAt, "confirmed");
    return { ok: true, changed: true };
  }
  const known = await audience.get(newsletterId, subscriberId);
  if (known?.state === "confirmed") return { ok: true, changed: false };
  return { ok: false, reason: known ? "left-since" : "unknown" };
};

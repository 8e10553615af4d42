import { type StampDeps, stamped } from "../core/stamped.ts";
import type { Confirming } from "./confirmation.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import type { AudienceStore } from "./store.ts";

export type ConfirmResult =
  | { ok: true; changed: boolean }
  /** `left-since`: unsubscribed after this was asked, and that holds. */
  | { ok: false; reason: "unknown" | "left-since" };

export type ConfirmDeps = {
  audience: Pick<AudienceStore, "confirm" | "restamp" | "forgetConfirmations" | "get">;
  signUps: Pick<SignUpStore, "count" | "promise">;
} & StampDeps;

/**
 * Makes who answers the mail of `sentAt` a confirmed subscriber, also one who had unsubscribed before it, and promises
 * them a welcome. Doing it again changes nothing.
 */
export const confirmSubscription = async (
  { audience, signUps, stampClock }: ConfirmDeps,
  { newsletterId, subscriberId, sentAt }: Confirming,
): Promise<ConfirmResult> => {
  const { result: changed, at } = await stamped(
    { stampClock },
    {
      write: (now) => audience.confirm(newsletterId, subscriberId, { askedAt: sentAt, at: now }),
      again: (stamps) => audience.restamp(newsletterId, subscriberId, stamps),
    },
  );
  if (changed) {
    await audience.forgetConfirmations(subscriberId);
    await signUps.promise({ kind: "welcome", newsletterId, subscriberId, at });
    await signUps.count(newsletterId, sentAt, "confirmed");
    return { ok: true, changed: true };
  }
  const known = await audience.get(newsletterId, subscriberId);
  if (known?.state === "confirmed") return { ok: true, changed: false };
  return { ok: false, reason: known ? "left-since" : "unknown" };
};

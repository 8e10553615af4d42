import { inParallel } from "../core/in-parallel.ts";
import { addMilliseconds, type Clock } from "../core/time.ts";
import { pendingKeptFor } from "./confirmation.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import type { AudienceStore } from "./store.ts";

export type ForgetPendingDeps = {
  audience: Pick<AudienceStore, "forgetPending">;
  signUps: Pick<SignUpStore, "askedBefore" | "strikeAsked">;
  clock: Clock;
};

/** More than sign up in a minute; what is left is forgotten by the next run. */
const mostAtOnce = 500;
const atATime = 8;

/**
 * Forgets who was asked to confirm a week ago and has not: their address was given by somebody who may not have been
 * them. How many mails the address was sent stays, under its keyed hash, so that nobody is asked more often for it.
 * Gives how many were forgotten; who has confirmed, or was asked anew, stays.
 */
export const forgetPending = async ({ audience, signUps, clock }: ForgetPendingDeps): Promise<number> => {
  const asked = await signUps.askedBefore(addMilliseconds(clock(), -pendingKeptFor), mostAtOnce);
  let forgotten = 0;
  await inParallel(asked, atATime, async (each) => {
    if (await audience.forgetPending(each.newsletterId, each.subscriberId, each.askedAt)) forgotten += 1;
    await signUps.strikeAsked(each);
  });
  return forgotten;
};

import type { Claim } from "../../functions/delivery/claim.ts";
import type { RecipientState } from "../../functions/delivery/recipient-state.ts";
import type { DeliveryStore } from "../../functions/delivery/store.ts";
import type { dying } from "./dying.ts";

/**
 * The same claims for a sender that may die in between: with an intent written and nothing sent, with SES's answers in
 * hand and none of them written, with results that no claim says, and with a doubt that it would have settled.
 */
export const deadly = (deliveries: DeliveryStore, { hereAt }: ReturnType<typeof dying>): DeliveryStore => ({
  ...deliveries,
  async putClaim(place, before, after) {
    if (isMoved(before, after, "ambiguous")) await hereAt("settling");
    const written = await deliveries.putClaim(place, before, after);
    if (written && isMoved(after, before, "intent")) await hereAt("intent");
    return written;
  },
  async putResult(...input) {
    await hereAt("accepted");
    await deliveries.putResult(...input);
    await hereAt("result");
  },
});

/** Whether somebody is in the state by the one and not by the other. */
const isMoved = (one: Claim, other: Claim, state: RecipientState): boolean =>
  one.recipients.some((each, index) => each.state === state && other.recipients[index]?.state !== state);

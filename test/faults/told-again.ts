import type { DeliveryStore } from "../../functions/delivery/store.ts";

/** So many of a chunk were to be tried again, as their mails were held for lost by then. */
export type Again = { at: number; count: number };

/** The same claims, and word of whoever is tried again. */
export const toldAgain = (
  deliveries: DeliveryStore,
  tell: (message: { kind: "again" } & Again) => void,
): DeliveryStore => ({
  ...deliveries,
  async putClaim(place, before, after) {
    const at = Date.now();
    const written = await deliveries.putClaim(place, before, after);
    const tried = (index: number): number => before.recipients[index]?.try ?? 1;
    const count = after.recipients.filter((each, index) => each.try > tried(index)).length;
    if (written && count > 0) tell({ kind: "again", at, count });
    return written;
  },
});

import type { Instant } from "../core/time.ts";
import type { Delivery } from "./delivery.ts";
import type { DeliveryStore } from "./store.ts";

export type ClaimDeps = { deliveries: Pick<DeliveryStore, "start">; newWriteId: () => string };
export type Claimed<Each extends { delivery: Delivery }> = Each & { writeId: string; intentAt: Instant };

/**
 * Writes the intent to send, and answers the deliveries that are ours to send: those that were pending until now. None
 * of them will be claimed again by anybody until it is given back. One conditional write each; the ledger makes it one
 * for all of a batch.
 */
export const claimBatch = async <Each extends { delivery: Delivery }>(
  { deliveries, newWriteId }: ClaimDeps,
  batch: readonly Each[],
  intentAt: Instant,
): Promise<Claimed<Each>[]> => {
  const tried = await Promise.all(
    batch.map(async (each) => {
      const writeId = newWriteId();
      const held = await deliveries.start(each.delivery, { state: "intent", writeId, at: intentAt });
      return held ? [{ ...each, writeId, intentAt }] : [];
    }),
  );
  return tried.flat();
};

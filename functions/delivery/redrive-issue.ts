import { shards } from "../audience/shard.ts";
import type { StoreTime } from "../core/store-time.ts";
import { isStuck, redrive } from "./claim.ts";
import type { DeliveryStore } from "./store.ts";

export type RedriveDeps = {
  deliveries: Pick<DeliveryStore, "claims" | "putClaim">;
  storeTime: StoreTime;
  newWriteId: () => string;
};

/** Lets the stuck chunks of an issue go on with the next sending, and answers how many they were. */
export const redriveIssue = async (
  { deliveries, storeTime, newWriteId }: RedriveDeps,
  issueId: string,
): Promise<number> => {
  let redriven = 0;
  for (const shard of shards)
    for await (const [chunk, claim] of deliveries.claims(issueId, shard))
      if (
        isStuck(claim, storeTime().now) &&
        (await deliveries.putClaim({ issueId, shard, chunk }, claim, redrive(claim, newWriteId())))
      )
        redriven++;
  return redriven;
};

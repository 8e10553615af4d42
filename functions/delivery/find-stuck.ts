import { shards } from "../audience/shard.ts";
import type { StoreTime } from "../core/store-time.ts";
import { isStuck } from "./claim.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type FindStuckDeps = { deliveries: Pick<DeliveryStore, "claims">; storeTime: StoreTime };

/** The parts of an issue that nobody tries any more, and how many recipients each has: they wait for `redriveIssue`. */
export const findStuck = async (
  { deliveries, storeTime }: FindStuckDeps,
  issueId: string,
): Promise<(Omit<Chunk, "issueId"> & { recipients: number })[]> => {
  const found = await Promise.all(
    shards.map(async (shard) => {
      const stuck: Awaited<ReturnType<typeof findStuck>> = [];
      for await (const [chunk, claim] of deliveries.claims(issueId, shard))
        if (isStuck(claim, storeTime().now)) stuck.push({ shard, chunk, recipients: claim.recipients.length });
      return stuck;
    }),
  );
  return found.flat();
};

import { shards } from "../audience/shard.ts";
import type { DeliveryState } from "./delivery.ts";
import type { DeliveryStore } from "./store.ts";
import { type Tally, tallyOf } from "./tally.ts";

/** Where every delivery of the issue stands, by the ledger. */
export const readTally = async (
  { deliveries }: { deliveries: Pick<DeliveryStore, "records"> },
  issueId: string,
  audience: number,
): Promise<Tally> => {
  const states: DeliveryState[] = [];
  for (const shard of shards) for await (const { state } of deliveries.records(issueId, shard)) states.push(state);
  return tallyOf(audience, states);
};

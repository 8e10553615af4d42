import { shards } from "../audience/shard.ts";
import type { RecipientState } from "./recipient-state.ts";
import type { DeliveryStore } from "./store.ts";
import { type Tally, tallyOf } from "./tally.ts";

/** Where every recipient of the issue stands, by the claims: one item for 250. */
export const readTally = async (
  { deliveries }: { deliveries: Pick<DeliveryStore, "claims"> },
  issueId: string,
  audience: number,
): Promise<Tally> => {
  const states: RecipientState[] = [];
  for (const shard of shards)
    for await (const [, { recipients }] of deliveries.claims(issueId, shard))
      for (const { state } of recipients) states.push(state);
  return tallyOf(audience, states);
};

import { shards } from "../audience/shard.ts";
import { type RecipientState, recipientStates } from "./recipient-state.ts";
import type { DeliveryStore } from "./store.ts";
import { type Tally, tallyOfCounts } from "./tally.ts";

export type Counts = Record<RecipientState, number>;

type ReadDeps = { deliveries: Pick<DeliveryStore, "claims"> };

/** How many recipients of the issue stand where, by the claims: one item for 250. Who is in none is pending. */
export const readCounts = async ({ deliveries }: ReadDeps, issueId: string, audience: number): Promise<Counts> => {
  const counts = Object.fromEntries(recipientStates.map((state) => [state, 0])) as Counts;
  let claimed = 0;
  for (const shard of shards)
    for await (const [, { recipients }] of deliveries.claims(issueId, shard)) {
      for (const { state } of recipients) counts[state] += 1;
      claimed += recipients.length;
    }
  counts.pending += audience - claimed;
  return counts;
};

/** As `readCounts`, in the sums that people see. */
export const readTally = async (deps: ReadDeps, issueId: string, audience: number): Promise<Tally> =>
  tallyOfCounts(await readCounts(deps, issueId, audience));

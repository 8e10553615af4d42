import { shards } from "../audience/shard.ts";
import type { Claim } from "./claim.ts";
import { type RecipientState, recipientStates } from "./recipient-state.ts";
import type { DeliveryStore } from "./store.ts";
import { type Tally, tallyOfCounts } from "./tally.ts";

export type Counts = Record<RecipientState, number>;

/** How many of an audience stand where. Who is in no claim is pending. */
export const countsOf = (claims: Iterable<Claim>, audience: number): Counts => {
  const counts = Object.fromEntries(recipientStates.map((state) => [state, 0])) as Counts;
  let claimed = 0;
  for (const { recipients } of claims) {
    for (const { state } of recipients) counts[state] += 1;
    claimed += recipients.length;
  }
  counts.pending += audience - claimed;
  return counts;
};

type ReadDeps = { deliveries: Pick<DeliveryStore, "claims"> };

/** As `countsOf`, by the claims as they stand: one item for 250. */
export const readCounts = async ({ deliveries }: ReadDeps, issueId: string, audience: number): Promise<Counts> => {
  const claims: Claim[] = [];
  for (const shard of shards) for await (const [, claim] of deliveries.claims(issueId, shard)) claims.push(claim);
  return countsOf(claims, audience);
};

/** As `readCounts`, in the sums that people see. */
export const readTally = async (deps: ReadDeps, issueId: string, audience: number): Promise<Tally> =>
  tallyOfCounts(await readCounts(deps, issueId, audience));

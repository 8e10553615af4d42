import { shards } from "../audience/shard.ts";
import type { RunStore } from "./run-store.ts";
import { isUntried, unpackStandings } from "./standing.ts";
import type { DeliveryStore } from "./store.ts";

export type TriedDeps = {
  deliveries: Pick<DeliveryStore, "standings">;
  runs: Pick<RunStore, "get">;
};

/** Whether nobody of an issue's audience waits for a first try any more; all read consistently, a byte each. */
export const isEverybodyTried = async ({ deliveries, runs }: TriedDeps, issueId: string): Promise<boolean> => {
  const run = await runs.get(issueId);
  let tried = 0;
  for (const shard of shards)
    for await (const standings of deliveries.standings(issueId, shard)) {
      if (unpackStandings(standings).some(isUntried)) return false;
      tried += standings.length;
    }
  // Whom no claim tells of is in a chunk that nobody took yet.
  return tried === run?.audience;
};

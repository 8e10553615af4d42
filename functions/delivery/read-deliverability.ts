import { shards } from "../audience/shard.ts";
import { inParallel } from "../core/in-parallel.ts";
import { type Deliverability, deliverabilityOf, noDeliverability, type Reported, summed } from "./deliverability.ts";
import type { EventsStore } from "./events-store.ts";

/** So few that their marks, megabytes a page, do not make a small machine's memory grow. */
const shardsAtATime = 4;

/**
 * What became of the issue's mails so far, by what SES reported: true whatever came twice or out of order. Of some `kinds`
 * where only those are asked for: what was delivered is a hundred times the rest.
 */
export const readDeliverability = async (
  { events }: { events: Pick<EventsStore, "reported"> },
  issueId: string,
  kinds?: readonly (keyof Reported)[],
): Promise<Deliverability> => {
  const sums = await inParallel(shards, shardsAtATime, async (shard) => {
    let sum = noDeliverability;
    for await (const reported of events.reported(issueId, shard, kinds)) sum = summed(sum, deliverabilityOf(reported));
    return sum;
  });
  return sums.reduce(summed, noDeliverability);
};

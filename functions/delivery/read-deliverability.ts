import { shards } from "../audience/shard.ts";
import { inParallel } from "../core/in-parallel.ts";
import { type Deliverability, deliverabilityOf, noDeliverability, summed } from "./deliverability.ts";
import type { EventsStore } from "./events-store.ts";

/** So few that their marks, megabytes a page, do not make a small machine's memory grow. */
const shardsAtATime = 4;

/** What became of the issue's mails so far, by what SES reported: true whatever came twice or out of order. */
export const readDeliverability = async (
  { events }: { events: Pick<EventsStore, "reported"> },
  issueId: string,
): Promise<Deliverability> => {
  const sums = await inParallel(shards, shardsAtATime, async (shard) => {
    let sum = noDeliverability;
    for await (const reported of events.reported(issueId, shard)) sum = summed(sum, deliverabilityOf(reported));
    return sum;
  });
  return sums.reduce(summed, noDeliverability);
};

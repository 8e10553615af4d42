import { shards } from "../audience/shard.ts";
import { type Instant, millisecondsBetween } from "../core/time.ts";
import type { EventsStore } from "./events-store.ts";
import { type Evidence, mostTries, wasAccepted } from "./evidence.ts";
import type { SendingTimes } from "./lease.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type NeighbourDeps = {
  deliveries: Pick<DeliveryStore, "acceptedFrom">;
  events: Pick<EventsStore, "evidence">;
  times: SendingTimes;
};

/** A thousand tell as much as all. */
const enough = 1_000;

/**
 * How many recipients of the issue were surely sent, by their results, at about the time of an intent, and of how many
 * of them an event came; nearest first, from the chunk on through its shard and then the others.
 */
export const countNeighbours = async (
  { deliveries, events, times }: NeighbourDeps,
  { place, intentAt }: { place: Chunk; intentAt: Instant },
): Promise<{ sent: number; withEvent: number }> => {
  const counts = { sent: 0, withEvent: 0 };
  const { issueId } = place;
  for (const [shard, from] of startingWith(place)) {
    let known: { chunk: string; evidence: Evidence } | undefined;
    for await (const { chunk, intentAt: sentAt, indices } of deliveries.acceptedFrom(issueId, shard, from)) {
      if (Math.abs(millisecondsBetween(sentAt, intentAt)) > times.neighbourhoodMs) continue;
      if (known?.chunk !== chunk) known = { chunk, evidence: await events.evidence({ issueId, shard, chunk }) };
      const { evidence } = known;
      counts.sent += indices.length;
      counts.withEvent += indices.filter((index) => wasAccepted(evidence, { index, try: mostTries })).length;
      if (counts.sent >= enough) return counts;
    }
  }
  return counts;
};

const startingWith = ({ shard, chunk }: Chunk): [shard: string, from: string][] => {
  const own = shards.indexOf(shard);
  const others = [...shards.slice(own + 1), ...shards.slice(0, own)];
  return [[shard, chunk], ...others.map((each): [string, string] => [each, ""])];
};

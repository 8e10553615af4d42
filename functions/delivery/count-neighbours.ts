import { sameInShard, shards } from "../audience/shard.ts";
import { inParallel } from "../core/in-parallel.ts";
import type { Instant } from "../core/time.ts";
import type { EventsStore } from "./events-store.ts";
import { type Evidence, mostTries, wasAccepted } from "./evidence.ts";
import type { SendingTimes } from "./lease.ts";
import { firstChunk } from "./manifest.ts";
import { type AcceptedBatch, areEnough, type Counted, isNear, sampleOf } from "./neighbours.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type NeighbourDeps = {
  deliveries: Pick<DeliveryStore, "acceptedFrom" | "acceptedBefore">;
  events: Pick<EventsStore, "evidence">;
  times: SendingTimes;
};

/** The `sample` are the nearest in time of all who were read, the `neighbours` those of it who are near. */
export type Neighbours = { neighbours: Counted; sample: Counted & { isWhole: boolean } };

const atATime = 8;

/**
 * How many recipients of the issue were surely sent, by their results, around each of these intents of a chunk, and of
 * how many of them an event came. At most 32 pages of results are read (on from the chunk and back from it, in its shard
 * and from the same place in each other), one where all is near; and at most 64 items of evidence for an intent.
 */
export const countNeighbours = async (
  { deliveries, events, times }: NeighbourDeps,
  { place, intents, before }: { place: Chunk; intents: readonly Instant[]; before: Instant },
): Promise<Map<Instant, Neighbours>> => {
  const batches: AcceptedBatch[] = [];
  for (const read of pagesAround(deliveries, place)) {
    batches.push(...(await read()));
    if (areEnough(batches, intents, times)) break;
  }
  const samples = new Map(intents.map((intentAt) => [intentAt, sampleOf(batches, { intentAt, before }, times)]));
  const evidenceOf = await readEvidence(
    events,
    [...samples.values()].flatMap(({ chosen }) => chosen),
  );
  const count = (some: readonly AcceptedBatch[]): Counted => {
    const counted = { sent: 0, withEvent: 0 };
    for (const { place: at, indices } of some) {
      const evidence = evidenceOf(at);
      counted.sent += indices.length;
      counted.withEvent += indices.filter((index) => wasAccepted(evidence, { index, try: mostTries })).length;
    }
    return counted;
  };
  const neighboursOf = (intentAt: Instant, { chosen, isWhole }: ReturnType<typeof sampleOf>): Neighbours => ({
    neighbours: count(chosen.filter((each) => isNear(each.intentAt, intentAt, times))),
    sample: { ...count(chosen), isWhole },
  });
  return new Map([...samples].map(([intentAt, sample]) => [intentAt, neighboursOf(intentAt, sample)]));
};

/** All shards are sent at the same time, each in order: what stands at the same place of each is near in time. */
const pagesAround = (
  deliveries: NeighbourDeps["deliveries"],
  { issueId, shard, chunk }: Chunk,
): (() => Promise<AcceptedBatch[]>)[] => {
  const own = shards.indexOf(shard);
  const isFirst = chunk === firstChunk;
  const others = [...shards.slice(own + 1), ...shards.slice(0, own)].map(
    (each): Chunk => ({ issueId, shard: each, chunk: isFirst ? chunk : sameInShard(chunk, each) }),
  );
  return [
    () => deliveries.acceptedFrom({ issueId, shard, chunk }),
    () => deliveries.acceptedBefore({ issueId, shard, chunk }),
    ...others.map((each) => () => deliveries.acceptedFrom(each)),
    ...others.map((each) => () => deliveries.acceptedBefore(each)),
  ];
};

const readEvidence = async (
  events: NeighbourDeps["events"],
  batches: readonly AcceptedBatch[],
): Promise<(place: Chunk) => Evidence> => {
  const nameOf = ({ shard, chunk }: Chunk) => `${shard} ${chunk}`;
  const places = [...new Map(batches.map(({ place }) => [nameOf(place), place])).values()];
  const read = await inParallel(places, atATime, (place) => events.evidence(place));
  const known = new Map(places.map((place, nth) => [nameOf(place), read[nth]]));
  return (place) => known.get(nameOf(place)) as Evidence;
};

import { type Instant, millisecondsBetween } from "../core/time.ts";
import type { SendingTimes } from "./lease.ts";
import type { Chunk } from "./store.ts";

/** Recipients of one batch whom SES surely took, by their result. */
export type AcceptedBatch = { place: Chunk; intentAt: Instant; indices: readonly number[] };

/** How many were surely sent, and of how many of them an event came. */
export type Counted = { sent: number; withEvent: number };

/** Fewer who were sent near a doubt tell nothing of the events at its time. */
export const fewestNeighbours = 20;
/** A share of one in a thousand is judged by so many; more would tell the same. */
export const fullSample = 1_000;
/** Evidence is an item a chunk: no more of them are read for one doubt. */
export const mostSampledChunks = 64;

export type Around = {
  intentAt: Instant;
  /** Who was sent by then has had the time for an event that the nearest have; later ones only when they are near. */
  before: Instant;
};

export const isNear = (sentAt: Instant, intentAt: Instant, { neighbourhoodMs }: SendingTimes): boolean =>
  Math.abs(millisecondsBetween(sentAt, intentAt)) <= neighbourhoodMs;

/**
 * Those by whom the events around an intent are judged: the nearest in time, until they are a full sample. None is
 * chosen for having an event or for lacking one. `isWhole`: it is full, or nobody who was sent is left out for being too
 * recent.
 */
export const sampleOf = (
  batches: readonly AcceptedBatch[],
  { intentAt, before }: Around,
  times: SendingTimes,
): { chosen: AcceptedBatch[]; isWhole: boolean } => {
  const chosen: AcceptedBatch[] = [];
  const chunks = new Set<string>();
  let sent = 0;
  const distanceOf = (batch: AcceptedBatch) => Math.abs(millisecondsBetween(batch.intentAt, intentAt));
  const inTime = batches.filter((each) => isNear(each.intentAt, intentAt, times) || each.intentAt <= before);
  for (const batch of inTime.sort((one, other) => distanceOf(one) - distanceOf(other))) {
    if (sent >= fullSample) break;
    const chunk = `${batch.place.shard} ${batch.place.chunk}`;
    if (!chunks.has(chunk) && chunks.size === mostSampledChunks) continue;
    chunks.add(chunk);
    chosen.push(batch);
    sent += batch.indices.length;
  }
  return { chosen, isWhole: sent >= fullSample || inTime.length === batches.length };
};

/** Whether those read so far are a full sample around each intent, and all of it near: the rest need not be read. */
export const areEnough = (batches: readonly AcceptedBatch[], intents: readonly Instant[], times: SendingTimes) =>
  intents.every((intentAt) => sentOf(batches.filter((each) => isNear(each.intentAt, intentAt, times))) >= fullSample);

export const sentOf = (batches: readonly AcceptedBatch[]): number =>
  batches.reduce((sum, { indices }) => sum + indices.length, 0);

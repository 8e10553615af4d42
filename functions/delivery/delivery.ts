import type { Variant } from "../core/rendition.ts";

/** One issue to one subscriber: its place in the frozen audience, and how often it has been begun. */
export type Delivery = {
  issueId: string;
  shard: string;
  /** The exclusive lower bound of the chunk's ids: the key of its manifest. */
  chunk: string;
  index: number;
  try: number;
  subscriberId: string;
  variant: Variant;
};

/**
 * `<issue>_<shard>_<chunk>_<index>_<try>`: letters, digits, `_` and `-`, as SES asks of a tag. It comes back in every
 * event of SES, and says by itself where in the ledger the delivery stands.
 */
export const deliveryId = (delivery: Omit<Delivery, "subscriberId" | "variant"> & Partial<Delivery>): string =>
  [delivery.issueId, delivery.shard, delivery.chunk, delivery.index, delivery.try].join("_");

/** At most so many ids in a chunk. */
export const chunkSize = 250;

/** A process holds no more: whatever ends it leaves two batches in doubt at most. */
export const chunksAtATime = 2;

export const defaultBatchMs = 2_000;

/** How many are sent under one intent: two seconds' worth, 25 at most. */
export const batchSize = (ratePerSecond: number, batchMs = defaultBatchMs): number =>
  Math.min(25, Math.max(1, Math.floor((batchMs / 1000) * ratePerSecond)));

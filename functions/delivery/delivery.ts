import type { Variant } from "../core/rendition.ts";
import { defaultRequestTimeoutMs } from "../mail/ses-client.ts";

/** SENDING.md's states. `intent` and `ambiguous` may have made a mail: nobody sends what is found in them. */
export const deliveryStates = ["pending", "intent", "sent", "rejected", "skipped", "ambiguous", "unknown"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

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
export const deliveryId = (delivery: Delivery): string =>
  [delivery.issueId, delivery.shard, delivery.chunk, delivery.index, delivery.try].join("_");

/** At most so many ids in a chunk. */
export const chunkSize = 250;

/** A request starts this soon after its intent or not at all, and has an answer or a time-out soon after. */
export const startWithinMs = 20_000;
/** After this nobody is working on an intent any more. */
export const leaseMs = startWithinMs + defaultRequestTimeoutMs + 30_000;

/** How many are sent under one intent: two seconds' worth, 25 at most. */
export const batchSize = (ratePerSecond: number): number => Math.min(25, Math.max(1, Math.floor(2 * ratePerSecond)));

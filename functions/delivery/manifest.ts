import type { Variant } from "../core/rendition.ts";
import { chunkSize } from "./delivery.ts";

/** Somebody in a frozen audience, and which of the bodies they get. */
export type PlannedRecipient = { id: string; variant: Variant };

/**
 * A part of the frozen audience: ids in ascending order, all above `chunk`, which is its key: zero, then the last id of
 * the manifest before it. So two planners meet at one key, and no id stands in two manifests. An empty one marked `end`
 * closes its shard.
 */
export type Manifest = {
  chunk: string;
  /** How many stand before it in its shard. */
  position: number;
  recipients: PlannedRecipient[];
  end: boolean;
};

/** Below every id. */
export const firstChunk = "0";

/** A manifest of so many recipients at most. Throws for what would break the order that all planners rely on. */
export const manifestOf = (chunk: string, recipients: readonly PlannedRecipient[], position = 0): Manifest => {
  if (recipients.length > chunkSize) throw new RangeError(`a manifest has at most ${chunkSize} recipients`);
  let last = chunk;
  for (const { id } of recipients) {
    if (id <= last) throw new RangeError("the recipients of a manifest ascend, above its lower bound");
    last = id;
  }
  return { chunk, position, recipients: [...recipients], end: recipients.length === 0 };
};

/** The key of the manifest after this one. */
export const nextChunk = ({ chunk, recipients }: Manifest): string => recipients.at(-1)?.id ?? chunk;

/** How far a shard is planned: where to go on, how many are in it so far, and whether there is anything left to plan. */
export type ShardPlan = { chunk: string; audience: number; closed: boolean };

/** By the newest manifest of the shard, as each says how many stand before it. */
export const shardPlan = (newest: Manifest | undefined): ShardPlan =>
  newest
    ? { chunk: nextChunk(newest), audience: newest.position + newest.recipients.length, closed: newest.end }
    : { chunk: firstChunk, audience: 0, closed: false };

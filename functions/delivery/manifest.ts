import * as z from "zod";
import { variantSchema } from "../core/rendition.ts";
import { chunkSize } from "./delivery.ts";

/**
 * A part of the frozen audience: ids in ascending order, all above `chunk`, which is its key: zero, then the last id of
 * the manifest before it. So two planners meet at one key, and no id stands in two manifests. An empty one marked `end`
 * closes its shard.
 */
export const manifestSchema = z.object({
  chunk: z.string(),
  members: z.array(z.object({ id: z.string(), variant: variantSchema })),
  end: z.boolean(),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type Member = Manifest["members"][number];

/** Below every id. */
export const firstChunk = "0";

/** A manifest of so many members at most. Throws for what would break the order that all planners rely on. */
export const manifestOf = (chunk: string, members: readonly Member[]): Manifest => {
  if (members.length > chunkSize) throw new RangeError(`a manifest has at most ${chunkSize} members`);
  let last = chunk;
  for (const { id } of members) {
    if (id <= last) throw new RangeError("the members of a manifest ascend, above its lower bound");
    last = id;
  }
  return { chunk, members: [...members], end: members.length === 0 };
};

/** The key of the manifest after this one. */
export const nextChunk = ({ chunk, members }: Manifest): string => members.at(-1)?.id ?? chunk;

/** How far a shard is planned by its manifests in order: where to go on, and whether there is anything left to plan. */
export type ShardPlan = { chunk: string; audience: number; closed: boolean };
export const unplanned: ShardPlan = { chunk: firstChunk, audience: 0, closed: false };

export const afterManifest = (plan: ShardPlan, manifest: Manifest): ShardPlan => {
  if (plan.closed || manifest.chunk !== plan.chunk) throw new Error("the manifests of the shard are no chain");
  return { chunk: nextChunk(manifest), audience: plan.audience + manifest.members.length, closed: manifest.end };
};

import * as z from "zod";

const place = { issueId: z.string(), shard: z.string().regex(/^[0-9a-f]$/) };

/**
 * What a sender is asked to do: plan a shard of an issue's audience, or work on a chunk of it. A `probe` is for one
 * recipient of an issue that errors have paused.
 */
export const workMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("plan"), ...place }),
  z.object({ kind: z.literal("chunk"), ...place, chunk: z.string(), probe: z.literal(true).optional() }),
]);
export type WorkMessage = z.infer<typeof workMessageSchema>;

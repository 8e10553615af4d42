import * as z from "zod";
import { sponsorSchema } from "../core/newsletter.ts";
import type { Digest } from "./digest.ts";

const crop = z.object({ left: z.int(), top: z.int(), width: z.int(), height: z.int() });
const placed = z.object({
  postId: z.string(),
  photoId: z.string(),
  crop,
  width: z.int(),
  height: z.int(),
  fileWidth: z.int(),
});
const row = z.discriminatedUnion("shape", [
  z.object({ shape: z.literal("full"), photos: z.tuple([placed]) }),
  z.object({ shape: z.literal("pair"), photos: z.tuple([placed, placed]) }),
]);
const story = z.object({
  postId: z.string(),
  shape: z.enum(["card", "text", "link"]),
  photo: placed.optional(),
  excerpt: z.string(),
});
const block = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("note"), text: z.string() }),
  z.object({
    kind: z.literal("lead"),
    lead: z.object({ postId: z.string(), photo: placed.optional(), excerpt: z.string() }),
  }),
  z.object({ kind: z.literal("highlights"), rows: z.array(row), shorter: z.array(z.array(row)).optional() }),
  z.object({ kind: z.literal("stories"), stories: z.array(story) }),
  z.object({ kind: z.literal("sponsor"), sponsor: sponsorSchema }),
  z.object({ kind: z.literal("more"), postIds: z.array(z.string()), total: z.int() }),
]);
const reason = z.object({ in: z.boolean(), text: z.string(), rule: z.string().optional() });

/** Reads a stored digest back. */
export const digestSchema = z.object({
  blocks: z.array(block),
  postReasons: z.record(z.string(), reason),
  photoReasons: z.record(z.string(), reason),
  trimmed: z.array(z.string()),
  remarks: z.array(z.string()),
}) as unknown as z.ZodType<Digest>;

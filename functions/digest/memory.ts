import * as z from "zod";
import type { Window } from "./issue.ts";

/** All that must be kept of a photo to know it again: by its pixels, by its address, by the agency's number. */
export const printSchema = z.object({
  photoId: z.string(),
  phash: z.string(),
  phashMirrored: z.string(),
  identity: z.string(),
  transmissionReference: z.string().optional(),
});
export type Print = z.infer<typeof printSchema>;

/** What ran before, as far as the choice needs to know. */
export type Memory = {
  /** The issue that each post went out with. */
  sentWith: ReadonlyMap<string, string>;
  /** Windows of earlier issues that are settled: sent, skipped or missed. A post of theirs that never ran is late. */
  earlierWindows: readonly Window[];
  /** The highlights of the last eight issues. */
  highlights: readonly Print[];
};

/** For how many issues a highlight is remembered. */
export const rememberedIssues = 8;

export const noMemory: Memory = { sentWith: new Map(), earlierWindows: [], highlights: [] };

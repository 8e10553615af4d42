import * as z from "zod";

/** All that must be kept of a photo to know it again: by its pixels, by its address, by the agency's number. */
export const printSchema = z.object({
  photoId: z.string(),
  phash: z.string(),
  phashMirrored: z.string(),
  identity: z.string(),
  transmissionReference: z.string().optional(),
});
export type Print = z.infer<typeof printSchema>;

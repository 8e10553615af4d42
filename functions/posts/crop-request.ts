import * as z from "zod";
import { measuresSchema, photoFileSchema, photoSchema, type ReadyPhoto } from "./photo.ts";

/** What `photoFile` is asked, as it travels to the function that holds the pictures' library. */
export const cropRequestSchema = z.object({
  photo: photoSchema
    .extend({ measures: measuresSchema, original: photoFileSchema })
    .transform((photo): ReadyPhoto => photo),
  crop: z.object({ left: z.int(), top: z.int(), width: z.int(), height: z.int() }),
  width: z.int(),
  quality: z.int(),
});
export type CropRequest = z.infer<typeof cropRequestSchema>;

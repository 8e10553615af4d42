import * as z from "zod";

/** Asks for the photos of one post that are still to be fetched. */
export const photosMessageSchema = z.object({ newsletterId: z.string(), postId: z.string() });
export type PhotosMessage = z.infer<typeof photosMessageSchema>;

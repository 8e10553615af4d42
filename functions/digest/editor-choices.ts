import * as z from "zod";

/** What the editor decided for one issue. The rules choose around it and never against it, but for what is forbidden. */
export const editorChoicesSchema = z.object({
  /** A few words of the editor above the lead. */
  note: z.string().max(2000).optional(),
  leadPostId: z.string().optional(),
  /** The first stories, in this order. Pinning a sensitive post is the editor's yes to it. */
  pinnedPostIds: z.array(z.string()).default([]),
  droppedPostIds: z.array(z.string()).default([]),
  /** In the gallery whatever their rank, in the order of rank. */
  pinnedPhotoIds: z.array(z.string()).default([]),
  droppedPhotoIds: z.array(z.string()).default([]),
  /** The gallery as placed by hand, in reading order; from then on nothing in it changes by itself. */
  gallery: z.array(z.string()).optional(),
  subject: z.string().max(200).optional(),
});
export type EditorChoices = z.infer<typeof editorChoicesSchema>;

export const noChoices: EditorChoices = editorChoicesSchema.parse({});

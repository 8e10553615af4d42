import * as z from "zod";
import { instantSchema } from "../core/time.ts";

/** What the editor decided for one issue. The rules choose around it and never against it, but for what is forbidden. */
export const editorChoicesSchema = z.object({
  /** A few words of the editor above the lead. */
  note: z.string().max(2000).optional(),
  leadPostId: z.string().optional(),
  /** The first stories, in this order. Pinning a sensitive post is the editor's yes to it. */
  pinnedPostIds: z.array(z.string()).default([]),
  droppedPostIds: z.array(z.string()).default([]),
  /** From then on posts that come wait in the tray, while the window is open, unless they are among `letInPostIds`. */
  trayFrom: instantSchema.optional(),
  letInPostIds: z.array(z.string()).default([]),
  /** In the gallery whatever their rank, in the order of rank. */
  pinnedPhotoIds: z.array(z.string()).default([]),
  droppedPhotoIds: z.array(z.string()).default([]),
  /** The gallery as placed by hand, in reading order; from then on nothing in it changes by itself. */
  gallery: z.array(z.string()).optional(),
  /** The picture of a post as lead or card, by the post's id. */
  storyPhotos: z.record(z.string(), z.string()).default({}),
  droppedSponsorIds: z.array(z.string()).default([]),
  subject: z.string().max(200).optional(),
  preheader: z.string().max(300).optional(),
});
export type EditorChoices = z.infer<typeof editorChoicesSchema>;

export const noChoices: EditorChoices = editorChoicesSchema.parse({});

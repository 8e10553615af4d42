import * as z from "zod";
import { instantSchema } from "../core/time.ts";
import { editChangesSchema } from "../posts/edit-post.ts";
import { editorChoicesSchema } from "./editor-choices.ts";

/** Something an editor changed in an issue: what it touched, and what takes it back exactly. */
export const changeSchema = z.object({
  /** Counts the changes of the issue. */
  n: z.int().positive(),
  at: instantSchema,
  /** The editor's id. */
  by: z.string(),
  /** As the others know them. */
  name: z.string().optional(),
  /** In words: "Moved “Rome” to the second place". */
  words: z.string(),
  /** What of the issue was decided anew, such as `lead` or `post:4x…`. */
  touches: z.array(z.string()),
  undo: z.object({
    choices: editorChoicesSchema.optional(),
    post: z.object({ postId: z.string(), changes: editChangesSchema }).optional(),
    /** The highlights as they stood before. */
    gallery: z.array(z.string()),
  }),
});
export type Change = z.infer<typeof changeSchema>;

/** So many changes can be undone, one after the other. */
const mostKept = 40;

export const logged = (changes: readonly Change[], ...more: readonly Change[]): Change[] =>
  [...changes, ...more].slice(-mostKept);

/**
 * The change that a later one would write over unseen: of the same thing, made after the editor looked. Whoever looked
 * so long ago that the log does not reach back sees the oldest that it has.
 */
export const unseenChange = (
  changes: readonly Change[],
  { seen, touches }: { seen: number; touches: readonly string[] },
): Change | undefined => {
  const unseen = changes.filter(({ n }) => n > seen);
  const clash = unseen.findLast((change) => change.touches.some((each) => touches.includes(each)));
  const oldest = changes[0];
  return clash ?? (oldest && changes.length === mostKept && seen < oldest.n - 1 ? oldest : undefined);
};

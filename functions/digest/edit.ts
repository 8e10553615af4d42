import * as z from "zod";
import { rightsSchema } from "../core/newsletter.ts";

const postId = z.string().min(1).max(64);
const photoId = z.string().min(1).max(64);
const place = z.int().min(0).max(100);
/** What the editor saw there: words of somebody else that came since are not written over. */
const was = z.string().max(4000).optional();

const wordFields = ["title", "excerpt", "caption", "credit", "alt"] as const;

/** What an editor decides about the issue itself: which posts and photos, in which order, and what the inbox shows. */
const choiceEditSchema = z.discriminatedUnion("kind", [
  /** Among the first stories; at `to`, counted from 0 after the lead, or after those that are pinned. */
  z.object({ kind: z.literal("pin-post"), postId, to: place.optional() }),
  z.object({ kind: z.literal("make-lead"), postId }),
  z.object({ kind: z.literal("drop-post"), postId }),
  /** Back to the rules. */
  z.object({ kind: z.literal("leave-post"), postId }),
  /** All that waits in the tray. */
  z.object({ kind: z.literal("leave-tray") }),
  /** One picture in the place of another. */
  z.object({ kind: z.literal("swap-photo"), photoId, withPhotoId: photoId }),
  z.object({ kind: z.literal("choose-photo"), photoId }),
  z.object({ kind: z.literal("move-photo"), photoId, to: place }),
  z.object({ kind: z.literal("drop-photo"), photoId }),
  z.object({ kind: z.literal("leave-photo"), photoId }),
  z.object({ kind: z.literal("leave-gallery") }),
  /** Empty: back to the rules. */
  z.object({ kind: z.literal("subject"), text: z.string().trim().max(200), was }),
  z.object({ kind: z.literal("preheader"), text: z.string().trim().max(300), was }),
  z.object({ kind: z.literal("note"), text: z.string().trim().max(2000), was }),
  z.object({ kind: z.literal("sponsor"), sponsorId: z.string().max(40), shown: z.boolean() }),
]);
export type ChoiceEdit = z.infer<typeof choiceEditSchema>;

/** What an editor says of a post or a photo; it stays with it, over whatever its source says. */
const postEditSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("words"),
    postId,
    photoId: photoId.optional(),
    field: z.enum(wordFields),
    /** `null`: the source's word again. */
    text: z.string().trim().max(2000).nullable(),
    was,
  }),
  z.object({
    kind: z.literal("focal-point"),
    postId,
    photoId,
    point: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }).nullable(),
  }),
  z.object({ kind: z.literal("sensitive"), postId, photoId: photoId.optional(), sensitive: z.boolean().nullable() }),
  z.object({ kind: z.literal("rights"), postId, photoId, rights: rightsSchema.nullable() }),
]);
export type PostEdit = z.infer<typeof postEditSchema>;

/** Everything an editor can do to an issue before it is approved. */
export const editSchema = z.union([choiceEditSchema, postEditSchema]);
export type Edit = z.infer<typeof editSchema>;

export const isPostEdit = (edit: Edit): edit is PostEdit => postEditSchema.safeParse(edit).success;

/** Whether words are those that the editor saw, who may not have said which; forms send lines with CRLF. */
export const isAsSeen = (was: string | undefined, now: string): boolean =>
  was === undefined || plain(was) === plain(now);

const plain = (words: string): string => words.replaceAll("\r\n", "\n").trim();

/** What the edit decides anew, as the log of changes names it. */
export const touchesOf = (edit: Edit): string[] => {
  switch (edit.kind) {
    case "make-lead":
      return ["lead", `post:${edit.postId}`];
    case "pin-post":
    case "drop-post":
    case "leave-post":
      return [`post:${edit.postId}`];
    case "swap-photo":
      return [`photo:${edit.photoId}`, `photo:${edit.withPhotoId}`];
    case "choose-photo":
    case "move-photo":
    case "drop-photo":
    case "leave-photo":
      return [`photo:${edit.photoId}`];
    case "leave-tray":
      return ["tray"];
    case "leave-gallery":
      return ["gallery"];
    case "sponsor":
      return [`sponsor:${edit.sponsorId}`];
    case "words":
      return [`${edit.photoId ?? edit.postId}:${edit.field}`];
    case "focal-point":
    case "sensitive":
    case "rights":
      return [`${edit.photoId ?? edit.postId}:${edit.kind}`];
    default:
      return [edit.kind];
  }
};

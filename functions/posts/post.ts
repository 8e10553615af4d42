import * as z from "zod";
import { derivedId } from "../core/ids.ts";
import { type Instant, instantSchema } from "../core/time.ts";
import { photoEditsSchema, photoSchema } from "./photo.ts";

/** Something of another site set into the prose; in the mail it is a line of words with a link. */
export const embedSchema = z.object({
  service: z.enum([
    "instagram",
    "youtube",
    "x",
    "tiktok",
    "facebook",
    "vimeo",
    "spotify",
    "bluesky",
    "threads",
    "other",
  ]),
  url: z.url(),
  /** Who posted it, as the embed says. */
  author: z.string().max(200).optional(),
  text: z.string().max(500).optional(),
});
export type Embed = z.infer<typeof embedSchema>;

/** What a source says of a post: the input of intake, before anything is fetched or stored. */
export const incomingPostSchema = z.object({
  /** The source's own identity of the post; the same guid is the same post for ever. */
  guid: z.string().min(1).max(2000),
  url: z.url({ protocol: /^https?$/ }),
  title: z.string().max(500),
  publishedAt: instantSchema,
  updatedAt: instantSchema.optional(),
  /** The source gives no date: `publishedAt` is when we first met it, and stays so. */
  undated: z.boolean().optional(),
  author: z.string().max(200).optional(),
  /** Plain paragraphs in reading order, no markup. */
  paragraphs: z.array(z.string()),
  /** At most 60 words that end where a sentence ends; empty when the source has no prose. */
  excerpt: z.string().max(1000),
  tags: z.array(z.string().max(100)).max(100).default([]),
  commentCount: z.int().min(0).optional(),
  photos: z.array(photoSchema).max(200).default([]),
  embeds: z.array(embedSchema).max(50).default([]),
  language: z.string().optional(),
  /** Set by a tag list or an editor. */
  sensitive: z.boolean().optional(),
  /** Not before this instant, whatever `publishedAt` says. */
  embargoUntil: instantSchema.optional(),
});
export type IncomingPost = z.infer<typeof incomingPostSchema>;

/** The fields that an editor may overwrite; an edit outlives every later import of the post. */
export const postEditsSchema = z.object({
  title: z.string().max(500).optional(),
  excerpt: z.string().max(1000).optional(),
  weight: z.number().min(-10).max(10).optional(),
  sensitive: z.boolean().optional(),
  /** By photo id. */
  photos: z.record(z.string(), photoEditsSchema).optional(),
});
export type PostEdits = z.infer<typeof postEditsSchema>;

/** A post as stored: what the source last said, what an editor made of it, and when we first saw it. */
export const postSchema = incomingPostSchema.extend({
  id: z.string(),
  newsletterId: z.string(),
  source: z.string(),
  firstSeenAt: instantSchema,
  /** Fingerprint of what the source said, so that an unchanged import writes nothing. */
  fingerprint: z.string(),
  /** Since when it stands at its date, when that is later than `firstSeenAt`: re-dated, or back from a withdrawal. */
  arrivedAt: instantSchema.optional(),
  /** When its source last gave it other words than before: its title, excerpt, or what stands under its photos. */
  rewordedAt: instantSchema.optional(),
  /**
   * What its source says since an editor wrote over it, until an editor keeps the one or takes the other: by `title`,
   * `excerpt`, or `<photo id>:caption` and the like.
   */
  sourceSays: z.record(z.string(), z.string()).optional(),
  withdrawnAt: instantSchema.optional(),
  /**
   * What a source withdrew is live again when a source brings it back; what an editor withdrew is not. `page`: its own
   * page is gone, and a feed that still has it says nothing against that until it says other words.
   */
  withdrawnBy: z.enum(["source", "page", "editor"]).optional(),
  /** Why its canonical page could not be read for the pictures it lacks; tried again with the next import. */
  pageFailure: z.string().optional(),
  edits: postEditsSchema.default({}),
});
export type Post = z.infer<typeof postSchema>;

/** The same guid of the same newsletter is the same post, whichever way it comes in. */
export const postId = (newsletterId: string, guid: string): string => derivedId("post", newsletterId, guid);

/** The instant before which a post may not be in any issue, and by which it belongs to one. */
export const leavesAt = (post: Pick<Post, "publishedAt" | "embargoUntil">): Instant =>
  post.embargoUntil !== undefined && post.embargoUntil > post.publishedAt ? post.embargoUntil : post.publishedAt;

/** Since when a post stands at its date: what decides whether it came too late for the window of that date. */
export const standsSince = (post: Pick<Post, "firstSeenAt" | "arrivedAt">): Instant =>
  post.arrivedAt ?? post.firstSeenAt;

/**
 * The post as it is to be read and shown: what the source said, with the editor's words and choices over it. The same
 * post gives the same object, and that object gives itself.
 */
export const asEdited = (post: Post): Post => {
  const known = edited.get(post);
  if (known) return known;
  const { title, excerpt, sensitive, photos = {} } = post.edits;
  const made = {
    ...post,
    ...(title !== undefined && { title }),
    ...(excerpt !== undefined && { excerpt }),
    ...(sensitive !== undefined && { sensitive }),
    photos: post.photos.map((photo) => ({ ...photo, ...photos[photo.id] })),
  };
  for (const each of [post, made]) edited.set(each, made);
  return made;
};

const edited = new WeakMap<Post, Post>();

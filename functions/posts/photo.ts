import * as z from "zod";
import { rightsSchema } from "../core/newsletter.ts";
import { instantSchema } from "../core/time.ts";

/** Where a photo stands in its post: in a set or gallery, between paragraphs, or right after one that ends with ":". */
const placementSchema = z.enum(["set", "prose", "introduced"]);

/** A stored JPEG of a photo. */
export const photoFileSchema = z.object({ key: z.string(), width: z.int(), height: z.int(), bytes: z.int() });
export type PhotoFile = z.infer<typeof photoFileSchema>;

/** What was measured on the pixels, upright and in sRGB. Sizes in pixels, shares from 0 to 1. */
export const measuresSchema = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  /** 64-bit perceptual hash of the picture and of its mirror image, 16 hexadecimal digits. */
  phash: z.string().regex(/^[0-9a-f]{16}$/),
  phashMirrored: z.string().regex(/^[0-9a-f]{16}$/),
  /** Standard deviation of the Laplacian on a 512 px grey version: under about 4 it is soft. */
  sharpness: z.number(),
  /** Share of pixels burnt out or blocked up. */
  clipping: z.number().min(0).max(1),
  /** Background of the picture while it is not loaded, e.g. #3a4b5c. */
  dominantColour: z.string().regex(/^#[0-9a-f]{6}$/),
  /** Where the interest lies by saliency; a guess, unlike `focalPoint`. */
  attention: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }),
  /** A picture that is not a photograph, and which kind. */
  graphic: z.enum(["screenshot", "logo", "poster", "collage"]).optional(),
});
export type Measures = z.infer<typeof measuresSchema>;

/** The words that may come from a picture's own metadata (IPTC, XMP); where the source has its own, those stand. */
export const wordsOfPhotos = ["caption", "alt", "credit", "rightsUntil", "transmissionReference"] as const;

/** A picture of a post. Shown upright; `width` and `height` as the publisher says until it is measured. */
export const photoSchema = z.object({
  /** Derived from the post's id and the address of the picture without its size. */
  id: z.string(),
  /** Place in the post, from 0. */
  position: z.int().min(0),
  url: z.url(),
  placement: placementSchema,
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  caption: z.string().max(2000).optional(),
  alt: z.string().max(1000).optional(),
  credit: z.string().max(200).optional(),
  /** The credit when the source gives one to several pictures together: what the file says of itself stands before it. */
  sharedCredit: z.string().max(200).optional(),
  rights: rightsSchema.optional(),
  rightsUntil: instantSchema.optional(),
  sensitive: z.boolean().optional(),
  /** Names the person's or agency's own number of the picture, from IPTC. */
  transmissionReference: z.string().max(100).optional(),
  /** An editor's or the publisher's point of interest, as shares of width and height. */
  focalPoint: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }).optional(),
  /** Since when it is shown nowhere, whatever its rights. */
  takenDownAt: instantSchema.optional(),
  /** An editor's word on it. */
  pinned: z.boolean().optional(),
  weight: z.number().optional(),
  measures: measuresSchema.optional(),
  /** Which of the fields above the picture's own metadata gave where the source was silent. */
  fromFile: z.array(z.enum(wordsOfPhotos)).optional(),
  /** The upright sRGB original without its metadata, and the sizes made from it. */
  original: photoFileSchema.optional(),
  files: z.array(photoFileSchema).default([]),
  /** Why it could not be had; such a photo is never shown. */
  failure: z.string().optional(),
  /** Set beside a `failure` that another try cannot mend: what stands at this address is never fetched again. */
  failureLasts: z.literal(true).optional(),
});
export type Photo = z.infer<typeof photoSchema>;

/** The fields of a photo that an editor may overwrite; an edit outlives every later import of the post. */
export const photoEditsSchema = photoSchema
  .pick({
    caption: true,
    alt: true,
    credit: true,
    rights: true,
    sensitive: true,
    focalPoint: true,
    pinned: true,
    takenDownAt: true,
  })
  .extend({ weight: z.number().min(-10).max(10).optional() });
export type PhotoEdits = z.infer<typeof photoEditsSchema>;

/** A photo whose pixels we hold, measured: the only kind that can stand in a mail. */
export type ReadyPhoto = Photo & { measures: Measures; original: PhotoFile };

export const isReady = (photo: Photo): photo is ReadyPhoto =>
  photo.failure === undefined && photo.measures !== undefined && photo.original !== undefined;

/** Without the words that came from its file. */
export const asSaid = (photo: Photo): Photo => ({
  ...photo,
  ...Object.fromEntries(
    (photo.fromFile ?? []).map((word) => [word, word === "credit" ? photo.sharedCredit : undefined]),
  ),
});

/** Whether the source says nothing of its own of this photo: then its file is asked. */
export const isSilent = (photo: Photo, word: (typeof wordsOfPhotos)[number]): boolean =>
  photo[word] === undefined || (word === "credit" && photo.credit === photo.sharedCredit);

/** Distance at or under which two perceptual hashes are of one picture (measured: re-posts ≤ 10, others ≥ 22). */
export const samePictureDistance = 10;

/** The number of differing bits of two 64-bit hashes, 0 to 64. */
export const hammingDistance = (a: string, b: string): number => {
  let difference = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let bits = 0;
  while (difference > 0n) {
    bits += Number(difference & 1n);
    difference >>= 1n;
  }
  return bits;
};

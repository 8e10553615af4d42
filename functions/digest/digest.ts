import type { Sponsor } from "../core/newsletter.ts";

/** A rectangle of the upright original, in its pixels. */
export type Crop = { left: number; top: number; width: number; height: number };

/**
 * A photo in its place in the mail: the part of it that is shown, and how large.
 * `width` × `height` are CSS pixels; `fileWidth` the pixels of the file, min(2 × width, crop.width), never upscaled.
 */
export type PlacedPhoto = {
  postId: string;
  photoId: string;
  crop: Crop;
  width: number;
  height: number;
  fileWidth: number;
};

/** docs/editing.md M5: F is one photo over the full width, P a pair side by side. */
export type GalleryRow =
  | { shape: "full"; photos: readonly [PlacedPhoto] }
  | { shape: "pair"; photos: readonly [PlacedPhoto, PlacedPhoto] };

/** `card` has a picture, `text` has none, `link` was a card until the byte budget needed its room. */
export type Story = {
  postId: string;
  shape: "card" | "text" | "link";
  photo?: PlacedPhoto | undefined;
  excerpt: string;
};

export type Lead = { postId: string; photo?: PlacedPhoto | undefined; excerpt: string };

/** The digest in the order of the mail. */
export type Block =
  | { kind: "note"; text: string }
  | { kind: "lead"; lead: Lead }
  | {
      kind: "highlights";
      rows: readonly GalleryRow[];
      /** The same gallery with one, two, three photos less, for the byte budget; none of them under six. */
      shorter?: readonly (readonly GalleryRow[])[];
    }
  | { kind: "stories"; stories: readonly Story[] }
  | { kind: "sponsor"; sponsor: Sponsor }
  | { kind: "more"; postIds: readonly string[]; total: number };

/**
 * Why a post or a photo is in or out, in words an editor would use: "In: opens the Rome set, placed by the writer".
 * `rule` names the rule that decided, so that reasons can be counted; there is one for every reason `makeDigest` gives.
 */
export type Reason = { in: boolean; text: string; rule?: string };

/** The selection: what is in the issue, in order, and the reason for every post and every photo of the window. */
export type Digest = {
  blocks: readonly Block[];
  postReasons: Readonly<Record<string, Reason>>;
  photoReasons: Readonly<Record<string, Reason>>;
  /** What the byte budget took away, in words, in the order it was taken. */
  trimmed: readonly string[];
  /** What an editor should know: a cap that gave way, a thin week, a short gallery. */
  remarks: readonly string[];
};

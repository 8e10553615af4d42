import type { ReadyPhoto } from "../posts/photo.ts";
import { cropTo, isLandscape, nativeShape, ratioOf, type Shape } from "./crop.ts";
import type { Crop, PlacedPhoto } from "./digest.ts";

/** Widths in CSS pixels: of the mail, of one of a pair, of the picture on a story's card. */
const mailWidth = 600;
const pairWidth = 296;
const cardWidth = 240;
const tallestLead = 4 / 5;

/** How a photo can be shown: large, as one of its kind in a pair, square in a pair. What it lacks, it cannot be. */
export type Frames = { full: Crop | undefined; pair: Crop | undefined; square: Crop | undefined };

export const framesOf = (photo: ReadyPhoto): Frames => {
  const native = cropTo(photo, ratioOf[nativeShape(photo)]);
  return {
    full: wideEnough(native, mailWidth),
    pair: wideEnough(native, pairWidth),
    square: wideEnough(cropTo(photo, 1), pairWidth),
  };
};

/** Somebody to frame: the photo and the post it is of. */
type Framed = { postId: string; photo: ReadyPhoto; frames: Frames };

/** The shape in which two photos stand side by side: their own when it is one, else square; `undefined` when in none. */
export const pairShape = (a: Framed, b: Framed): Shape | undefined => {
  if (isLandscape(a.photo) === isLandscape(b.photo) && a.frames.pair && b.frames.pair) return nativeShape(a.photo);
  return a.frames.square && b.frames.square ? "1:1" : undefined;
};

export const placeFull = (framed: Framed): PlacedPhoto =>
  place(framed, framed.frames.full, mailWidth, ratioOf[nativeShape(framed.photo)]);

export const placePair = (a: Framed, b: Framed): [PlacedPhoto, PlacedPhoto] => {
  const shape = pairShape(a, b);
  const crop = ({ frames }: Framed) => (shape === "1:1" ? frames.square : frames.pair);
  const ratio = ratioOf[shape ?? "1:1"];
  return [place(a, crop(a), pairWidth, ratio), place(b, crop(b), pairWidth, ratio)];
};

/** The lead's photo is shown whole, unless it is taller than 4:5; `undefined` when it would be cut or stretched too far. */
export const placeLead = ({ postId, photo }: Omit<Framed, "frames">): PlacedPhoto | undefined => {
  const ratio = Math.max(photo.original.width / photo.original.height, tallestLead);
  const crop = wideEnough(cropToOrWhole(photo, ratio), mailWidth);
  return crop && placed(postId, photo.id, crop, mailWidth, Math.round(mailWidth / ratio));
};

export const placeCard = ({ postId, photo }: Omit<Framed, "frames">): PlacedPhoto | undefined => {
  for (const shape of [nativeShape(photo), "1:1"] as const) {
    const crop = wideEnough(cropTo(photo, ratioOf[shape]), cardWidth);
    if (crop) return placed(postId, photo.id, crop, cardWidth, Math.round(cardWidth / ratioOf[shape]));
  }
  return undefined;
};

/** A whole picture needs no focal point in its middle: nothing of it is cut. */
const cropToOrWhole = (photo: ReadyPhoto, ratio: number): Crop | undefined => {
  const { width, height } = photo.original;
  return ratio === width / height ? { left: 0, top: 0, width, height } : cropTo(photo, ratio);
};

const wideEnough = (crop: Crop | undefined, width: number): Crop | undefined =>
  crop && crop.width >= width ? crop : undefined;

const place = ({ postId, photo }: Framed, crop: Crop | undefined, width: number, ratio: number): PlacedPhoto => {
  if (!crop) throw new Error(`photo ${photo.id} was placed where it does not fit`);
  return placed(postId, photo.id, crop, width, Math.round(width / ratio));
};

/** `fileWidth` is twice the width, for dense screens, as far as the crop has the pixels. */
const placed = (postId: string, photoId: string, crop: Crop, width: number, height: number): PlacedPhoto => ({
  postId,
  photoId,
  crop,
  width,
  height,
  fileWidth: Math.min(2 * width, crop.width),
});

import type { ReadyPhoto } from "../posts/photo.ts";
import type { Crop } from "./digest.ts";

/** The shapes a picture takes in the mail: 3:2 for landscapes, 4:5 for portraits, 1:1 where two kinds must stand together. */
export type Shape = "3:2" | "4:5" | "1:1";

export const ratioOf: Record<Shape, number> = { "3:2": 3 / 2, "4:5": 4 / 5, "1:1": 1 };

/** A crop keeps at least this share of the picture (docs/editing.md H7). */
const leastKept = 0.75;
/** The focal point lies at least this share of the crop from each of its edges: inside the middle 60 %. */
const margin = 0.2;

export const isLandscape = ({ original }: ReadyPhoto): boolean => original.width > original.height;

/** The shape that suits the picture best. */
export const nativeShape = (photo: ReadyPhoto): Shape => (isLandscape(photo) ? "3:2" : "4:5");

/**
 * The largest part of the picture in the given ratio that holds its focal point in the middle; `undefined` when that
 * would throw away more than a quarter. Without a focal point a portrait is anchored in its upper third, where the
 * face is, and a landscape where its interest lies by saliency.
 */
export const cropTo = (photo: ReadyPhoto, ratio: number): Crop | undefined => {
  const { width, height } = photo.original;
  const anchor = anchorOf(photo);
  const across = photo.focalPoint ? reach(anchor.x, width) : width;
  const down = photo.focalPoint ? reach(anchor.y, height) : height;
  const cropWidth = Math.min(across, down * ratio);
  if ((cropWidth * cropWidth) / ratio < leastKept * width * height) return undefined;
  const size = { width: Math.floor(cropWidth), height: Math.floor(cropWidth / ratio) };
  return {
    left: within(Math.round(anchor.x * width - size.width / 2), width - size.width),
    top: within(Math.round(anchor.y * height - size.height / 2), height - size.height),
    ...size,
  };
};

/** The longest side of a crop around the point that still leaves it its margin. */
const reach = (at: number, side: number): number => Math.min(side, (at * side) / margin, ((1 - at) * side) / margin);

const anchorOf = (photo: ReadyPhoto): { x: number; y: number } => {
  if (photo.focalPoint) return photo.focalPoint;
  const { attention } = photo.measures;
  return isLandscape(photo) ? attention : { x: attention.x, y: 1 / 3 };
};

const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most);

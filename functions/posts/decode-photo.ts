import sharp, { type Metadata } from "sharp";
import { pictureFormat } from "./picture-format.ts";
import type { Pixels } from "./pixels.ts";

/** Why a picture is not taken, whatever it shows. */
export type Undecodable = "svg" | "heic" | "unknown-format" | "animated" | "too-many-pixels" | "too-small" | "broken";

export type DecodedPhoto = Pixels & {
  /** Share of the picture that was see-through; it is laid on white. */
  transparency: number;
  xmpBytes: number;
};

const maxPixels = 40_000_000;
const minShortSide = 64;
/** Long side of what is kept, and so of what is ever decoded. */
const maxLongSide = 2400;

/**
 * The picture's pixels, upright and in sRGB whatever the file was in, at most 2,400 px on the long side. Refuses by
 * the first bytes what is not a still JPEG, PNG, WebP, GIF or AVIF, and by its header what has more than 40 million
 * pixels, so that a bomb costs neither time nor memory; a file that ends too early is broken, not half a picture.
 */
export const decodePhoto = async (
  bytes: Uint8Array,
): Promise<{ ok: true; photo: DecodedPhoto } | { ok: false; reason: Undecodable }> => {
  const format = pictureFormat(bytes);
  if (format === "svg" || format === "heic") return { ok: false, reason: format };
  if (format === "unknown") return { ok: false, reason: "unknown-format" };
  const metadata = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (!metadata) return { ok: false, reason: "broken" };
  const refusal = refusalOf(metadata);
  if (refusal) return { ok: false, reason: refusal };
  const photo = await pixelsOf(bytes, metadata).catch(() => undefined);
  return photo ? { ok: true, photo } : { ok: false, reason: "broken" };
};

const refusalOf = ({ width, height, pages = 1 }: Metadata): Undecodable | undefined => {
  if (width * height > maxPixels) return "too-many-pixels";
  if (pages > 1) return "animated";
  return Math.min(width, height) < minShortSide ? "too-small" : undefined;
};

const pixelsOf = async (bytes: Uint8Array, metadata: Metadata): Promise<DecodedPhoto> => {
  const decoder = sharp(bytes, { limitInputPixels: maxPixels, failOn: "error", autoOrient: true }).resize(
    maxLongSide,
    maxLongSide,
    { fit: "inside", withoutEnlargement: true },
  );
  const transparency = metadata.hasAlpha ? await transparencyOf(bytes) : 0;
  const { data, info } = await decoder
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { data, width, height, transparency, xmpBytes: metadata.xmp?.length ?? 0 };
};

/** One minus the mean of the alpha channel, at a size where that costs little. */
const transparencyOf = async (bytes: Uint8Array): Promise<number> => {
  const alpha = await sharp(bytes, { limitInputPixels: maxPixels, failOn: "error" })
    .ensureAlpha()
    .extractChannel("alpha")
    .resize(64, 64, { fit: "fill" })
    .raw()
    .toBuffer();
  return 1 - alpha.reduce((sum, value) => sum + value, 0) / (255 * alpha.length);
};

import sharp from "sharp";
import { graphicKind } from "./graphic.ts";
import { hashSide, perceptualHashes } from "./perceptual-hash.ts";
import type { Measures } from "./photo.ts";
import { type Grey, greyOf, type Pixels, rawInput } from "./pixels.ts";

const analysisSide = 512;

/**
 * Everything the choice of photographs asks about a picture, from one look at its pixels made at most 512 px large.
 * `transparency` is the share of the picture that was see-through before it was laid on white. Deterministic.
 */
export const measurePhoto = async (pixels: Pixels, transparency = 0): Promise<Measures> => {
  const small = await analysisCopy(pixels);
  const grey = greyOf(small);
  // What counts pixels takes tens of milliseconds a part: whoever shares the process has its turn in between.
  const hashes = await hashesOf(small);
  const looks = { sharpness: sharpnessOf(grey), clipping: clippingOf(grey), dominantColour: dominantColour(small) };
  const attention = await attentionOf(small);
  const graphic = graphicKind(small, grey, transparency);
  const { width, height } = pixels;
  return { width, height, ...hashes, ...looks, attention, ...(graphic && { graphic }) };
};

/** The picture at most 512 px large, on which everything is measured. */
export const analysisCopy = async (pixels: Pixels): Promise<Pixels> => {
  const { data, info } = await sharp(pixels.data, rawInput(pixels))
    .resize(analysisSide, analysisSide, { fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
};

export const hashesOf = async (small: Pixels): Promise<Pick<Measures, "phash" | "phashMirrored">> => {
  const resized = sharp(small.data, rawInput(small)).resize(hashSide, hashSide, { fit: "fill", kernel: "cubic" });
  return perceptualHashes(greyOf({ data: await resized.raw().toBuffer(), width: hashSide, height: hashSide }).values);
};

/** Standard deviation of the Laplacian: how much of the picture changes within a pixel or two. */
const sharpnessOf = ({ values, width, height }: Grey): number => {
  let sum = 0;
  let squares = 0;
  const count = Math.max(1, (width - 2) * (height - 2));
  for (let y = 1; y < height - 1; y++)
    for (let at = y * width + 1, end = (y + 1) * width - 1; at < end; at++) {
      const around =
        (values[at - 1] ?? 0) + (values[at + 1] ?? 0) + (values[at - width] ?? 0) + (values[at + width] ?? 0);
      const bend = 4 * (values[at] ?? 0) - around;
      sum += bend;
      squares += bend * bend;
    }
  return round(Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)), 2);
};

const clippingOf = ({ values }: Grey): number => {
  let clipped = 0;
  for (const value of values) if (value <= 2 || value >= 253) clipped++;
  return round(clipped / values.length, 4);
};

/** The mean of the fullest of 512 colour cells: a colour that is really there, unlike the mean of everything. */
const dominantColour = ({ data }: Pixels): string => {
  const counts = new Uint32Array(512);
  const cellAt = (from: number) =>
    (((data[from] ?? 0) >> 5) << 6) | (((data[from + 1] ?? 0) >> 5) << 3) | ((data[from + 2] ?? 0) >> 5);
  for (let from = 0; from < data.length; from += 3) counts[cellAt(from)] = (counts[cellAt(from)] ?? 0) + 1;
  const fullest = counts.indexOf(Math.max(...counts));
  const sums = [0, 0, 0];
  for (let from = 0; from < data.length; from += 3)
    if (cellAt(from) === fullest)
      for (let channel = 0; channel < 3; channel++) sums[channel] = (sums[channel] ?? 0) + (data[from + channel] ?? 0);
  const mean = sums.map((sum) => Math.round(sum / (counts[fullest] || 1)));
  return `#${mean.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
};

/**
 * Where libvips' saliency looks first, but no nearer to an edge than a fifth: there it is mostly wrong, and no crop is
 * to hug an edge for a guess. It tells only when it crops, so it is asked for a crop across the picture: a tall one of
 * a wide picture, a wide one of a tall.
 */
const attentionOf = async (small: Pixels): Promise<Measures["attention"]> => {
  const wide = small.width >= small.height;
  const [width, height] = wide ? [64, 96] : [96, 64];
  const { info } = await sharp(small.data, rawInput(small))
    .resize(width, height, { position: "attention" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const scale = Math.max(width / small.width, height / small.height);
  const share = (at: number | undefined, length: number) =>
    at === undefined ? 0.5 : round(Math.min(0.8, Math.max(0.2, at / (length * scale))), 3);
  return { x: share(info.attentionX, small.width), y: share(info.attentionY, small.height) };
};

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

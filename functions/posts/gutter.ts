import type { Grey } from "./pixels.ts";

/**
 * Says whether a bar of one tone runs all the way across the picture, inside of it and with pictures on both sides: the
 * gap of a collage. Gaps in old prints are as straight but never as even; white and black ones may be a little less so.
 */
export const hasGutter = ({ values, width, height }: Grey): boolean =>
  hasUpright({ width, height, at: (x, y) => values[y * width + x] ?? 0 }) ||
  hasUpright({ width: height, height: width, at: (x, y) => values[x * width + y] ?? 0 });

type View = { width: number; height: number; at: (x: number, y: number) => number };

const hasUpright = (view: View): boolean => {
  const margin = Math.round(view.width * 0.08);
  for (let x = margin; x < view.width - margin; x++) {
    const tone = evenTone(view, x);
    if (tone !== undefined && endsNear(view, x, tone, -1) && endsNear(view, x, tone, 1)) return true;
  }
  return false;
};

/** The tone of a column that has only one. */
const evenTone = ({ height, at }: View, x: number): number | undefined => {
  let low = 255;
  let high = 0;
  for (let y = 2; y < height - 2; y++) {
    const value = at(x, y);
    if (value < low) low = value;
    if (value > high) high = value;
    if (high - low > 16) return undefined;
  }
  const extreme = low >= 235 || high <= 20;
  return high - low <= (extreme ? 16 : 6) ? (low + high) / 2 : undefined;
};

/** A gap is narrow: within a twentieth of the width, most of a column is something else. */
const endsNear = ({ width, height, at }: View, from: number, tone: number, step: -1 | 1): boolean => {
  const reach = Math.max(6, Math.round(width * 0.05));
  for (let x = from + step; Math.abs(x - from) <= reach && x >= 0 && x < width; x += step) {
    let other = 0;
    for (let y = 0; y < height; y++) if (Math.abs(at(x, y) - tone) > 20) other++;
    if (other >= height * 0.6) return true;
  }
  return false;
};

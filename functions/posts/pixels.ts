/** Upright pixels in sRGB, three bytes each, row by row. */
export type Pixels = { data: Buffer; width: number; height: number };

/** One channel of a picture: `values[y * width + x]`, 0 to 255. */
export type Grey = { values: Uint8Array; width: number; height: number };

/** Luma as of ITU-R BT.601, in whole numbers. */
export const greyOf = ({ data, width, height }: Pixels): Grey => {
  const values = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < values.length; at++, from += 3)
    values[at] = (299 * (data[from] ?? 0) + 587 * (data[from + 1] ?? 0) + 114 * (data[from + 2] ?? 0)) / 1000;
  return { values, width, height };
};

/** What sharp has to know of pixels that it did not read itself. */
export const rawInput = ({ width, height }: Pixels) => ({ raw: { width, height, channels: 3 as const } });

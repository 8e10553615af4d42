import type { Grey, Pixels } from "./pixels.ts";

/** How much darker or lighter than its surroundings a stroke is. */
const contrast = 60;

/**
 * Shares of pixels exactly like their four neighbours: of all of them, and of those that have not the commonest colour;
 * and the share that has. Paper and sky may be flat in a photograph, what stands before them never is.
 */
export const flatShares = ({
  data,
  width,
  height,
}: Pixels): { everywhere: number; besideBackground: number; background: number } => {
  const [red, green, blue] = commonest(data);
  let flat = 0;
  let beside = 0;
  let flatBeside = 0;
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = (y * width + x) * 3;
      const row = width * 3;
      const isFlat =
        same(data, at, at + 3) && same(data, at, at - 3) && same(data, at, at + row) && same(data, at, at - row);
      if (isFlat) flat++;
      if (near(data[at], red) && near(data[at + 1], green) && near(data[at + 2], blue)) continue;
      beside++;
      if (isFlat) flatBeside++;
    }
  const all = Math.max(1, (width - 2) * (height - 2));
  return { everywhere: flat / all, besideBackground: flatBeside / Math.max(1, beside), background: 1 - beside / all };
};

const near = (value = 0, other: number): boolean => Math.abs(value - other) <= 16;

const same = (data: Buffer, a: number, b: number): boolean =>
  data[a] === data[b] && data[a + 1] === data[b + 1] && data[a + 2] === data[b + 2];

/** The middle of the fullest of 32,768 colour cells. */
const commonest = (data: Buffer): [red: number, green: number, blue: number] => {
  const counts = new Uint32Array(32_768);
  let fullest = 0;
  for (let at = 0; at < data.length; at += 3) {
    const cell = (((data[at] ?? 0) >> 3) << 10) | (((data[at + 1] ?? 0) >> 3) << 5) | ((data[at + 2] ?? 0) >> 3);
    const count = (counts[cell] ?? 0) + 1;
    counts[cell] = count;
    if (count > (counts[fullest] ?? 0)) fullest = cell;
  }
  return [(fullest >> 10) * 8 + 4, ((fullest >> 5) & 31) * 8 + 4, (fullest & 31) * 8 + 4];
};

/**
 * Lines of small type: runs of 3 to 30 rows with many thin strokes each, between rows with next to none; and the
 * share of all pixels that are strokes. Of dark type on light and light on dark, the one with more lines.
 */
export const linesOfText = ({ values, width, height }: Grey): { lines: number; strokeShare: number } => {
  const found = [1, -1].map((sign) => {
    const rows = Array.from({ length: height }, (_, y) => strokesIn(values, y * width, width, sign));
    const strokes = rows.reduce((sum, count) => sum + count, 0);
    return { lines: countLines(rows), strokeShare: strokes / values.length };
  });
  return found.reduce((best, other) => (other.lines > best.lines ? other : best));
};

/** Peaks of one row that fall off by the contrast within four pixels on both sides. */
const strokesIn = (values: Uint8Array, row: number, width: number, sign: number): number => {
  let strokes = 0;
  for (let x = 4; x < width - 4; x++) {
    const at = row + x;
    const value = (values[at] ?? 0) * sign;
    if (value <= (values[at - 1] ?? 0) * sign || value < (values[at + 1] ?? 0) * sign) continue;
    let left = value;
    let right = value;
    for (let away = 1; away <= 4; away++) {
      left = Math.min(left, (values[at - away] ?? 0) * sign);
      right = Math.min(right, (values[at + away] ?? 0) * sign);
    }
    if (value - left >= contrast && value - right >= contrast) strokes++;
  }
  return strokes;
};

const countLines = (rows: readonly number[]): number => {
  let lines = 0;
  let tall = 0;
  for (const strokes of [...rows, 0]) {
    if (strokes >= 6) tall++;
    if (strokes > 1) continue;
    if (tall >= 3 && tall <= 30) lines++;
    tall = 0;
  }
  return lines;
};

/**
 * The colour that most of the large type would have: the share of all pixels that lie in short, sharply bounded runs of
 * it, and the share of its pixels that do. Sky between branches comes in such runs too, but also in large pieces.
 */
export const letterShare = (
  { data, width, height }: Pixels,
  { values }: Grey,
): { share: number; ofTheirColour: number } => {
  const cellAt = (pixel: number) =>
    (((data[pixel * 3] ?? 0) >> 4) << 8) | (((data[pixel * 3 + 1] ?? 0) >> 4) << 4) | ((data[pixel * 3 + 2] ?? 0) >> 4);
  const all = new Uint32Array(4096);
  const inLetters = new Uint32Array(4096);
  for (let pixel = 0; pixel < values.length; pixel++) all[cellAt(pixel)] = (all[cellAt(pixel)] ?? 0) + 1;
  for (let y = 0; y < height; y++)
    for (let x = 3, end = x; x < width - 5; x = end) {
      const from = y * width + x;
      end = x + 1;
      while (end < width && isLike(data, from, y * width + end)) end++;
      const length = end - x;
      if (length < 2 || length > 48 || end >= width - 3) continue;
      const before = (values[from - 3] ?? 0) - (values[from] ?? 0);
      const after = (values[y * width + end + 2] ?? 0) - (values[from] ?? 0);
      if (Math.abs(before) < contrast || Math.abs(after) < contrast || before > 0 !== after > 0) continue;
      const cell = cellAt(from + (length >> 1));
      inLetters[cell] = (inLetters[cell] ?? 0) + length;
    }
  const ink = inLetters.indexOf(Math.max(...inLetters));
  return {
    share: (inLetters[ink] ?? 0) / values.length,
    ofTheirColour: (inLetters[ink] ?? 0) / Math.max(1, all[ink] ?? 0),
  };
};

const isLike = (data: Buffer, a: number, b: number): boolean =>
  Math.abs((data[a * 3] ?? 0) - (data[b * 3] ?? 0)) <= 10 &&
  Math.abs((data[a * 3 + 1] ?? 0) - (data[b * 3 + 1] ?? 0)) <= 10 &&
  Math.abs((data[a * 3 + 2] ?? 0) - (data[b * 3 + 2] ?? 0)) <= 10;

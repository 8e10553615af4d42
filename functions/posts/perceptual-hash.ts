/** One channel of a picture: `values[y * width + x]`, 0 to 255. */
export type Grey = { values: Uint8Array; width: number; height: number };

const side = 32;

/** The 64 lowest frequencies without the mean, by diagonals: [horizontal, vertical]. */
const frequencies = Array.from({ length: 12 * 12 }, (_, at) => [at % 12, Math.floor(at / 12)] as const)
  .filter(([u, v]) => u + v > 0)
  .sort((a, b) => a[0] + a[1] - (b[0] + b[1]) || a[0] ** 2 + a[1] ** 2 - (b[0] ** 2 + b[1] ** 2) || a[0] - b[0])
  .slice(0, 64);

const cosines = Array.from({ length: 12 }, (_, u) =>
  Float64Array.from(
    { length: side },
    (_, x) => (u === 0 ? Math.SQRT1_2 : 1) * Math.cos(((2 * x + 1) * u * Math.PI) / (2 * side)),
  ),
);

/**
 * Fingerprints of a picture and of its mirror image that stay near each other under resizing, recompression and
 * changed brightness: which of the 64 lowest frequencies lie above their median, as 16 hexadecimal digits. Compared
 * by `hammingDistance`. Mirroring only turns the sign of every odd horizontal frequency, so the second costs nothing.
 */
export const perceptualHashes = (grey: Grey): { phash: string; phashMirrored: string } => {
  const strengths = strengthsOf(shrink(grey));
  const mirrored = strengths.map((strength, at) => ((frequencies[at]?.[0] ?? 0) % 2 === 1 ? -strength : strength));
  return { phash: aboveMedian(strengths), phashMirrored: aboveMedian(mirrored) };
};

/** 32 × 32 means, whatever the picture's shape. */
const shrink = ({ values, width, height }: Grey): Float64Array =>
  Float64Array.from({ length: side * side }, (_, cell) => {
    const [fromX, toX] = cellRange(cell % side, width);
    const [fromY, toY] = cellRange(Math.floor(cell / side), height);
    let sum = 0;
    for (let y = fromY; y < toY; y++) for (let x = fromX; x < toX; x++) sum += values[y * width + x] ?? 0;
    return sum / ((toX - fromX) * (toY - fromY));
  });

/** The pixels of one of 32 cells: at least one, also when there are fewer pixels than cells. */
const cellRange = (cell: number, length: number): [from: number, to: number] => {
  const from = Math.floor((cell * length) / side);
  return [from, Math.max(from + 1, Math.floor(((cell + 1) * length) / side))];
};

/** A discrete cosine transform of which only 64 values are wanted, rows first. */
const strengthsOf = (means: Float64Array): number[] => {
  const rows = cosines.map((cosine) =>
    Float64Array.from({ length: side }, (_, y) => {
      let sum = 0;
      for (let x = 0; x < side; x++) sum += (means[y * side + x] ?? 0) * (cosine[x] ?? 0);
      return sum;
    }),
  );
  return frequencies.map(([u, v]) => {
    let sum = 0;
    for (let y = 0; y < side; y++) sum += (rows[u]?.[y] ?? 0) * (cosines[v]?.[y] ?? 0);
    return sum;
  });
};

const aboveMedian = (strengths: readonly number[]): string => {
  const sorted = strengths.toSorted((a, b) => a - b);
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  const bits = strengths.map((strength) => (strength > median ? "1" : "0")).join("");
  return BigInt(`0b${bits}`).toString(16).padStart(16, "0");
};

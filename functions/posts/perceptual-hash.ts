/** Width and height of the grey copy that the hashes are made of, whatever the picture's shape. */
export const hashSide = 32;

/** The 64 lowest frequencies without the mean, by diagonals: [horizontal, vertical]. */
const frequencies = Array.from({ length: 12 * 12 }, (_, at) => [at % 12, Math.floor(at / 12)] as const)
  .filter(([u, v]) => u + v > 0)
  .sort((a, b) => a[0] + a[1] - (b[0] + b[1]) || a[0] ** 2 + a[1] ** 2 - (b[0] ** 2 + b[1] ** 2) || a[0] - b[0])
  .slice(0, 64);

const cosines = Array.from({ length: 12 }, (_, u) =>
  Float64Array.from(
    { length: hashSide },
    (_, x) => (u === 0 ? Math.SQRT1_2 : 1) * Math.cos(((2 * x + 1) * u * Math.PI) / (2 * hashSide)),
  ),
);

/**
 * Fingerprints of a picture and of its mirror image that stay near each other under resizing, recompression and
 * changed brightness: which of the 64 lowest frequencies lie above their median, as 16 hexadecimal digits. Compared
 * by `hammingDistance`. Mirroring only turns the sign of every odd horizontal frequency, so the second costs nothing.
 * @param grey 32 × 32 values from 0 to 255, row by row
 */
export const perceptualHashes = (grey: Uint8Array): { phash: string; phashMirrored: string } => {
  const strengths = strengthsOf(grey);
  const mirrored = strengths.map((strength, at) => ((frequencies[at]?.[0] ?? 0) % 2 === 1 ? -strength : strength));
  return { phash: aboveMedian(strengths), phashMirrored: aboveMedian(mirrored) };
};

/** A discrete cosine transform of which only 64 values are wanted, rows first. */
const strengthsOf = (grey: Uint8Array): number[] => {
  const rows = cosines.map((cosine) =>
    Float64Array.from({ length: hashSide }, (_, y) => {
      let sum = 0;
      for (let x = 0; x < hashSide; x++) sum += (grey[y * hashSide + x] ?? 0) * (cosine[x] ?? 0);
      return sum;
    }),
  );
  return frequencies.map(([u, v]) => {
    let sum = 0;
    for (let y = 0; y < hashSide; y++) sum += (rows[u]?.[y] ?? 0) * (cosines[v]?.[y] ?? 0);
    return sum;
  });
};

const aboveMedian = (strengths: readonly number[]): string => {
  const sorted = strengths.toSorted((a, b) => a - b);
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  const bits = strengths.map((strength) => (strength > median ? "1" : "0")).join("");
  return BigInt(`0b${bits}`).toString(16).padStart(16, "0");
};

import { onceOf } from "../core/once-of.ts";
import { type ReadyPhoto, samePictureDistance } from "../posts/photo.ts";
import { pictureIdentity } from "../posts/picture-address.ts";
import type { Print } from "./print.ts";

/** A 64-bit hash as two halves, so that comparing two takes nanoseconds: a week compares some 200,000 pairs. */
type Hash = readonly [number, number];

/** What a photo is recognised by. */
export type Fingerprint = { plain: Hash; mirrored: Hash; identity: string; transmissionReference: string | undefined };

export const printOf = (photo: ReadyPhoto): Print => ({
  photoId: photo.id,
  phash: photo.measures.phash,
  phashMirrored: photo.measures.phashMirrored,
  identity: pictureIdentity(photo.url),
  ...(photo.transmissionReference && { transmissionReference: photo.transmissionReference }),
});

export const fingerprintOf = (print: Print): Fingerprint => ({
  plain: halves(print.phash),
  mirrored: halves(print.phashMirrored),
  identity: print.identity,
  transmissionReference: print.transmissionReference,
});

/**
 * Whether two photos show one picture (docs/editing.md H2): the same address but for the size, the same number of the
 * agency, or pixels at most 10 bits apart, plain or mirrored.
 */
export const isSamePicture = (a: Fingerprint, b: Fingerprint): boolean =>
  a.identity === b.identity ||
  (a.transmissionReference !== undefined && a.transmissionReference === b.transmissionReference) ||
  distance(a.plain, b.plain) <= samePictureDistance ||
  distance(a.mirrored, b.plain) <= samePictureDistance ||
  distance(a.plain, b.mirrored) <= samePictureDistance;

/**
 * Asks of many photos at once whether one of the first `count` shows the same picture. The hashes lie side by side, and
 * addresses and numbers are looked up, so that a week's 2,000,000 pairs take a few milliseconds.
 */
export const sameAsOneOf = (all: readonly Fingerprint[]): ((asked: Fingerprint, count: number) => boolean) => {
  const hashes = Int32Array.from(all.flatMap(({ plain, mirrored }) => [...plain, ...mirrored]));
  const firstAt = new Map<string, number>();
  for (const [at, print] of all.entries())
    for (const name of namesOf(print)) if (!firstAt.has(name)) firstAt.set(name, at);
  return (asked, count) => {
    if (namesOf(asked).some((name) => (firstAt.get(name) ?? count) < count)) return true;
    const [p0, p1] = asked.plain;
    const [m0, m1] = asked.mirrored;
    for (let at = 0; at < count * 4; at += 4) {
      const q0 = hashes[at] as number;
      const q1 = hashes[at + 1] as number;
      if (areNear(q0, q1, p0, p1) || areNear(q0, q1, m0, m1)) return true;
      if (areNear(hashes[at + 2] as number, hashes[at + 3] as number, p0, p1)) return true;
    }
    return false;
  };
};

const namesOf = onceOf(({ identity, transmissionReference }: Fingerprint): string[] => [
  `picture ${identity}`,
  ...(transmissionReference === undefined ? [] : [`reference ${transmissionReference}`]),
]);

/** Most pairs are told apart by their first half. */
const areNear = (a0: number, a1: number, b0: number, b1: number): boolean => {
  const first = ones(a0 ^ b0);
  return first <= samePictureDistance && first + ones(a1 ^ b1) <= samePictureDistance;
};

/** The number of bits in which the pixels' hashes differ, 0 to 64. */
export const pixelDistance = (a: Fingerprint, b: Fingerprint): number => distance(a.plain, b.plain);

const halves = (hash: string): Hash => [
  Number.parseInt(hash.slice(0, 8), 16) | 0,
  Number.parseInt(hash.slice(8), 16) | 0,
];

const distance = (a: Hash, b: Hash): number => ones(a[0] ^ b[0]) + ones(a[1] ^ b[1]);

/** Counts the ones of 32 bits by adding neighbours: pairs, fours, bytes, all. */
const ones = (bits: number): number => {
  let n = bits - ((bits >>> 1) & 0x5555_5555);
  n = (n & 0x3333_3333) + ((n >>> 2) & 0x3333_3333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
};

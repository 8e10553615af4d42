import type { Fingerprint } from "./sameness.ts";
import { pixelDistance } from "./sameness.ts";

/** What tells whether two photos of one set are two moments or one. */
export type Frame = { postId: string; position: number; landscape: boolean; fingerprint: Fingerprint };

const leastDistance = 20;
const leastPlaces = 5;

/**
 * Whether two photos are of one burst: of one set, and looking alike, or of one orientation and fewer than five places
 * apart (docs/editing.md H3).
 */
export const isOneBurst = (a: Frame, b: Frame): boolean =>
  a.postId === b.postId &&
  (pixelDistance(a.fingerprint, b.fingerprint) < leastDistance ||
    (a.landscape === b.landscape && Math.abs(a.position - b.position) < leastPlaces));

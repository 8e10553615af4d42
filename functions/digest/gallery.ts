import type { Candidate } from "./candidate.ts";
import type { GalleryRow } from "./digest.ts";
import { placeFull, placePair } from "./frames.ts";

/** The rows of a gallery by its number of photos (docs/editing.md M5): F is one photo over the full width, P a pair. */
const rowsByCount: Readonly<Record<number, string>> = {
  3: "FP",
  4: "FPF",
  5: "FPP",
  6: "FPFP",
  7: "FPFPF",
  8: "FPFPP",
  9: "FPFPFP",
};
export const fewestHighlights = 3;
export const mostHighlights = 9;

/** A place in the gallery; `row` counts from the top, `partner` is the place of the other photo of a pair. */
export type Slot = { row: number; full: boolean; partner: number | undefined };

/** The places of a gallery of so many photos, in reading order. */
export const slotsOf = (count: number): readonly Slot[] => {
  const rows = rowsByCount[count];
  if (rows === undefined) throw new Error(`no gallery has ${count} photos`);
  const slots: Slot[] = [];
  for (const [row, kind] of [...rows].entries()) {
    const at = slots.length;
    if (kind === "F") slots.push({ row, full: true, partner: undefined });
    else slots.push({ row, full: false, partner: at + 1 }, { row, full: false, partner: at });
  }
  return slots;
};

export const fullSlots = (count: number): number => slotsOf(count).filter(({ full }) => full).length;

/** The gallery as the mail shows it, of photos in reading order that each fit their place. */
export const galleryRows = (photos: readonly Candidate[]): GalleryRow[] => {
  const rows: GalleryRow[] = [];
  for (const [at, { full, partner }] of slotsOf(photos.length).entries()) {
    const photo = photos[at] as Candidate;
    if (full) rows.push({ shape: "full", photos: [placeFull(photo)] });
    else if (partner === at + 1) rows.push({ shape: "pair", photos: placePair(photo, photos[partner] as Candidate) });
  }
  return rows;
};

/** The ids of a gallery's photos in reading order. */
export const photoIdsOf = (rows: readonly GalleryRow[]): string[] =>
  rows.flatMap(({ photos }) => photos.map(({ photoId }) => photoId));

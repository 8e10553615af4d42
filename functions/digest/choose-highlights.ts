import { byRank, type Candidate } from "./candidate.ts";
import type { GalleryRow, Reason } from "./digest.ts";
import { fewestHighlights, galleryRows, mostHighlights } from "./gallery.ts";
import { type Chosen, keepGallery, type PreviousGallery } from "./keep-gallery.ts";
import { keepOrder, pace } from "./pacing.ts";
import { merits } from "./photo-rank.ts";
import { inside, ordinal, out } from "./reason.ts";
import {
  type Caps,
  type Surroundings,
  spreadOut,
  spreadRemarks,
  strictCaps as strict,
  whyAgain,
  whyNotBeside,
} from "./spread.ts";

export type GalleryInput = Surroundings & {
  /** The photos that H1 lets in, and those an editor pinned, in any order. */
  candidates: readonly Candidate[];
  /** The gallery as an editor placed it; then nothing in it changes by itself. */
  byHand?: readonly Candidate[] | undefined;
  previous?: PreviousGallery | undefined;
};

export type Highlights = {
  /** In reading order; empty or 3 to 9. */
  photos: readonly Candidate[];
  rows: readonly GalleryRow[];
  /** The gallery with one, two, three photos less, none under six. */
  shorter: readonly (readonly GalleryRow[])[];
  /** A reason for every candidate. */
  reasons: ReadonlyMap<string, Reason>;
  remarks: readonly string[];
};

/** While fewer than this many photos keep the caps, the caps give way, one after the other; never the rules of sameness. */
const enough = 6;
const looser: readonly (Caps & { gives: string })[] = [
  { ...strict, topic: enough, gives: "more than three highlights are about one topic" },
  { ...strict, topic: enough, person: enough, gives: "more than two highlights show one person" },
  { set: enough + 1, person: enough, topic: enough, gives: "more than two highlights are of one set" },
];

const nothing: Chosen = { photos: [], remarks: [] };

/** The week's photographs: chosen, spread over the week, and paced (EDITING.md H2 to H11). */
export const chooseHighlights = (input: GalleryInput): Highlights => {
  const ranked = input.candidates.toSorted(byRank);
  const { photos, remarks } = input.byHand ? placedByHand(input.byHand) : chosenByRule(ranked, input);
  return {
    photos,
    rows: photos.length > 0 ? galleryRows(photos) : [],
    shorter: shorterGalleries(photos),
    reasons: reasonsFor(ranked, photos, input),
    remarks,
  };
};

const placedByHand = (photos: readonly Candidate[]): Chosen => {
  const few = photos.slice(0, mostHighlights);
  if (few.length < fewestHighlights) return nothing;
  const order = keepOrder(few);
  return order ? { photos: order, remarks: [] } : { ...nothing, remarks: ["The gallery placed by hand fits no rows."] };
};

const chosenByRule = (ranked: readonly Candidate[], input: GalleryInput): Chosen => {
  const ideal = chosenAfresh(ranked, input);
  return input.previous ? keepGallery(input.previous, { ranked, ideal, around: input }) : ideal;
};

const chosenAfresh = (ranked: readonly Candidate[], around: GalleryInput): Chosen => {
  const supply = ranked.filter((photo) => !whyAgain(photo, [], around));
  let chosen = pick(supply, strict, mostHighlights, around);
  let caps = strict;
  const remarks: string[] = [];
  for (const { gives, ...loose } of looser) {
    if (chosen.length >= enough) break;
    const more = pick(supply, loose, enough, around);
    if (more.length <= chosen.length) continue;
    chosen = more;
    caps = loose;
    remarks.push(`Supply is short: ${gives}.`);
  }
  return paced(supply, chosen, caps, around, remarks);
};

/** The best photos that may stand beside each other; pinned ones come first by their rank. */
const pick = (ranked: readonly Candidate[], caps: Caps, most: number, around: Surroundings): Candidate[] => {
  const chosen: Candidate[] = [];
  for (const photo of ranked) {
    if (chosen.length === most) break;
    const reason = photo.pinned ? whyAgain(photo, chosen, around) : whyNotBeside(photo, chosen, caps, around);
    if (!reason) chosen.push(photo);
  }
  return chosen;
};

/** Spread and put in order; while they fill no rows, the last by rank goes. */
const paced = (
  supply: readonly Candidate[],
  chosen: readonly Candidate[],
  caps: Caps,
  around: Surroundings,
  remarks: readonly string[],
): Chosen => {
  for (let few = chosen.toSorted(byRank); few.length >= fewestHighlights; few = few.slice(0, -1)) {
    const spread = spreadOut(few, supply, caps, around);
    const order = pace(spread);
    if (!order) continue;
    const short = order.photos.length < mostHighlights ? [`${order.photos.length} highlights: supply is short.`] : [];
    const told = order.remark ? [`Supply is short: ${order.remark}.`] : [];
    return { photos: order.photos, remarks: [...short, ...remarks, ...told, ...spreadRemarks(spread, around)] };
  }
  return nothing;
};

/** One photo less at a time, the weakest that no editor pinned, as long as six are left. */
const shorterGalleries = (photos: readonly Candidate[]): GalleryRow[][] => {
  const galleries: GalleryRow[][] = [];
  let rest = photos.toSorted(byRank);
  while (rest.length > enough) {
    rest = rest.slice(0, -1);
    const order = pace(rest);
    if (!order) break;
    galleries.push(galleryRows(order.photos));
  }
  return galleries;
};

const reasonsFor = (
  ranked: readonly Candidate[],
  chosen: readonly Candidate[],
  around: Surroundings,
): Map<string, Reason> => {
  const weakest = chosen.toSorted(byRank).at(-1);
  const whyOut = (photo: Candidate, place: number): Reason => {
    const reason = whyNotBeside(photo, chosen, strict, around);
    if (reason) return reason;
    if (weakest && byRank(photo, weakest) < 0) return out("spread", "made room for the spread of the gallery");
    return out("rank", `${ordinal(place + 1)} of ${ranked.length} by rank`);
  };
  return new Map(
    ranked.map((photo, place) => [
      photo.photo.id,
      chosen.includes(photo) ? inside("highlight", merits(photo)) : whyOut(photo, place),
    ]),
  );
};

import { byRank, type Candidate } from "./candidate.ts";
import type { GalleryRow, Reason } from "./digest.ts";
import { fewestHighlights, galleryRows, mostHighlights } from "./gallery.ts";
import { galleryRemarks } from "./gallery-remarks.ts";
import { keepGallery, type PreviousGallery } from "./keep-gallery.ts";
import { keepOrder, pace } from "./pacing.ts";
import { merits } from "./photo-rank.ts";
import { inside, ordinal, out } from "./reason.ts";
import {
  type Caps,
  type Surroundings,
  spreadOut,
  strictCaps as strict,
  whyAgain,
  whyNotBeside,
  whyNotJoin,
  whySame,
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
const looser: readonly Caps[] = [
  { ...strict, topic: enough },
  { ...strict, topic: enough, person: enough },
  { set: 3, person: enough, topic: enough },
  { set: enough + 1, person: enough, topic: enough },
];

/** The week's photographs: chosen, spread over the week, and paced (docs/editing.md H2 to H11). */
export const chooseHighlights = (input: GalleryInput): Highlights => {
  const ranked = input.candidates.toSorted(byRank);
  const { byHand } = input;
  const photos = byHand ? placedByHand(byHand) : chosenByRule(ranked, input);
  return {
    photos,
    rows: photos.length > 0 ? galleryRows(photos) : [],
    shorter: shorterGalleries(photos),
    reasons: reasonsFor(ranked, photos, input),
    remarks: byHand ? handRemarks(byHand, photos) : galleryRemarks(photos, input),
  };
};

const placedByHand = (photos: readonly Candidate[]): readonly Candidate[] => {
  const alone = { standing: [], remembered: [], shownPostIds: new Set<string>(), isRepost: () => false };
  const once = photos.filter((photo, at) => !whySame(photo, photos.slice(0, at), alone));
  const few = once.slice(0, mostHighlights);
  return (few.length >= fewestHighlights && keepOrder(few)) || [];
};

const handRemarks = (wanted: readonly Candidate[], photos: readonly Candidate[]): string[] =>
  wanted.length > 0 && photos.length === 0 ? ["The gallery placed by hand is left out: its photos fill no rows."] : [];

const chosenByRule = (ranked: readonly Candidate[], input: GalleryInput): readonly Candidate[] => {
  const ideal = chosenAfresh(ranked, input);
  return input.previous ? keepGallery(input.previous, { ranked, ideal, around: input }) : ideal;
};

const chosenAfresh = (ranked: readonly Candidate[], around: GalleryInput): readonly Candidate[] => {
  const supply = ranked.filter((photo) => !(photo.pinned ? whySame : whyAgain)(photo, [], around));
  let chosen = pick(supply, strict, mostHighlights, around);
  let caps = strict;
  for (const loose of looser) {
    if (chosen.length >= enough) break;
    const more = pick(supply, loose, enough, around);
    if (more.length <= chosen.length) continue;
    chosen = more;
    caps = loose;
  }
  return paced(supply, chosen, caps, around);
};

/** The best photos that may stand beside each other; pinned ones come first by their rank. */
const pick = (ranked: readonly Candidate[], caps: Caps, most: number, around: Surroundings): Candidate[] => {
  const chosen: Candidate[] = [];
  for (const photo of ranked) {
    if (chosen.length === most) break;
    if (!whyNotJoin(photo, chosen, caps, around)) chosen.push(photo);
  }
  return chosen;
};

/** Spread and put in order; while they fill no rows, the last by rank goes. */
const paced = (
  supply: readonly Candidate[],
  chosen: readonly Candidate[],
  caps: Caps,
  around: Surroundings,
): readonly Candidate[] => {
  for (let few = chosen.toSorted(byRank); few.length >= fewestHighlights; few = few.slice(0, -1)) {
    const order = pace(spreadOut(few, supply, caps, around));
    if (order) return order;
  }
  return [];
};

/** One photo less at a time, the weakest that no editor pinned, as long as six are left. */
const shorterGalleries = (photos: readonly Candidate[]): GalleryRow[][] => {
  const galleries: GalleryRow[][] = [];
  let rest = photos.toSorted(byRank);
  while (rest.length > enough) {
    rest = rest.slice(0, -1);
    const order = pace(rest);
    if (!order) break;
    galleries.push(galleryRows(order));
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
    if (weakest && byRank(photo, weakest) < 0)
      return around.isRepost(photo)
        ? out("re-post", "an earlier post showed it first")
        : out("spread", "made room for the spread of the gallery");
    return out("rank", `${ordinal(place + 1)} of ${ranked.length} by rank`);
  };
  return new Map(
    ranked.map((photo, place) => [
      photo.photo.id,
      chosen.includes(photo) ? inside("highlight", merits(photo)) : whyOut(photo, place),
    ]),
  );
};

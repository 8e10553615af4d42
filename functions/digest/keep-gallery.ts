import { byRank, type Candidate } from "./candidate.ts";
import { canStand, fitsPlace, pace } from "./pacing.ts";
import { isWanted, type Surroundings, strictCaps, whyAgain, whyNotJoin, whySame } from "./spread.ts";

/** The gallery of the last draft in reading order, and whether that draft knew a photo and could have chosen it. */
export type PreviousGallery = { photoIds: readonly string[]; knew: (photoId: string) => boolean };

type Now = {
  /** All that may be chosen, best first. */
  ranked: readonly Candidate[];
  /** What would be chosen if nothing had been before. */
  ideal: readonly Candidate[];
  around: Surroundings;
};

const mostNewOfPost = 2;

/**
 * The last draft's gallery with as little changed as the week asks for (docs/editing.md H9): a photo that may not stay leaves
 * its place to the best that fits there, and a new post brings at most two photos, into the places of the weakest that
 * would not be chosen today. Only a gallery that grows or shrinks is put in a new order.
 */
export const keepGallery = (previous: PreviousGallery, now: Now): readonly Candidate[] => {
  const kept = stillThere(previous, now);
  if (kept.length !== now.ideal.length) return resized(kept, now);
  const filled = fillGaps(kept, now);
  if (!filled) return resized(kept, now);
  return letIn(filled, previous, now);
};

type Places = readonly (Candidate | undefined)[];

/** The photos that may stay where they are; a new focal point can make one unfit for its place. */
const stillThere = ({ photoIds }: PreviousGallery, { ranked, around }: Now): Places => {
  const byId = new Map(ranked.map((photo) => [photo.photo.id, photo]));
  let kept: Places = photoIds.map(() => undefined);
  for (const [at, id] of photoIds.entries()) {
    const photo = byId.get(id);
    const why = photo?.pinned ? whySame : whyAgain;
    if (photo && canStand(kept, at, photo, true) && !why(photo, present(kept), around)) kept = kept.with(at, photo);
  }
  return kept;
};

const present = (places: Places): Candidate[] => places.filter((photo) => photo !== undefined);

/** The gallery with `photo` in that place, or `undefined` when it may not stand there. */
const withPhoto = (places: Places, at: number, photo: Candidate, around: Surroundings): Places | undefined => {
  const others = present(places.with(at, undefined));
  if (others.includes(photo) || !fitsPlace(places, at, photo)) return undefined;
  return whyNotJoin(photo, others, strictCaps, around) ? undefined : places.with(at, photo);
};

const fillGaps = (kept: Places, { ranked, ideal, around }: Now): readonly Candidate[] | undefined => {
  let places = kept;
  for (const [at, photo] of kept.entries()) {
    if (photo) continue;
    const filled = firstOf([...ideal, ...ranked], (coming) => withPhoto(places, at, coming, around));
    if (!filled) return undefined;
    places = filled;
  }
  return present(places);
};

const firstOf = <In, Out>(list: readonly In[], find: (each: In) => Out | undefined): Out | undefined => {
  for (const each of list) {
    const found = find(each);
    if (found !== undefined) return found;
  }
  return undefined;
};

const letIn = (gallery: readonly Candidate[], { knew }: PreviousGallery, { ideal, around }: Now): Candidate[] => {
  let places: Places = gallery;
  const weakest = [...gallery.keys()]
    .filter((at) => !ideal.includes(gallery[at] as Candidate))
    .toSorted((a, b) => byRank(gallery[b] as Candidate, gallery[a] as Candidate));
  const newOf = new Map<string, number>();
  for (const photo of ideal.toSorted(byRank)) {
    const wanted = isWanted(photo);
    const already = newOf.get(photo.postId) ?? 0;
    if (present(places).includes(photo) || (!wanted && (knew(photo.photo.id) || already === mostNewOfPost))) continue;
    const at = weakest.find((place) => withPhoto(places, place, photo, around));
    if (at === undefined) continue;
    places = withPhoto(places, at, photo, around) as Places;
    weakest.splice(weakest.indexOf(at), 1);
    newOf.set(photo.postId, already + 1);
  }
  return present(places);
};

/** As many photos as today's choice has, the kept ones first, in a new order; today's choice where that cannot be. */
const resized = (kept: Places, { ranked, ideal, around }: Now): readonly Candidate[] => {
  const count = ideal.length;
  const photos = present(kept).toSorted(byRank).slice(0, count);
  for (const photo of [...ideal, ...ranked]) {
    if (photos.length === count) break;
    if (!photos.includes(photo) && !whyNotJoin(photo, photos, strictCaps, around)) photos.push(photo);
  }
  return (photos.length === count && count > 0 && pace(photos)) || ideal;
};

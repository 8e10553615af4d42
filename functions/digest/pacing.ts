import { byRank, type Candidate } from "./candidate.ts";
import { pairShape } from "./frames.ts";
import { type Slot, slotsOf } from "./gallery.ts";

/**
 * How strictly a gallery is paced: who are neighbours, what closes it (the second-best landscape, any landscape, any
 * photo), and whether a pair may mix orientations.
 */
type Pace = { neighbours: "rows" | "reading" | "none"; closes: "second" | "wide" | "any"; mixed?: true };

/** From what a gallery should be to what it can be. */
const paces: readonly Pace[] = [
  { neighbours: "rows", closes: "second" },
  { neighbours: "reading", closes: "second" },
  { neighbours: "rows", closes: "wide" },
  { neighbours: "reading", closes: "wide" },
  { neighbours: "reading", closes: "any" },
  { neighbours: "reading", closes: "any", mixed: true },
  { neighbours: "none", closes: "wide" },
  { neighbours: "none", closes: "any", mixed: true },
];

/**
 * The photos in reading order (docs/editing.md H6): the best landscape opens and the second-best closes, neighbours share
 * neither set nor person, the two of a pair an orientation. What short supply makes impossible gives way;
 * `undefined` when the photos cannot fill so many places at all.
 */
export const pace = (photos: readonly Candidate[]): readonly Candidate[] | undefined => {
  const ranked = photos.toSorted(byRank);
  const large = ranked.filter(({ frames }) => frames.full);
  const opener = large.find(({ landscape }) => landscape) ?? large[0];
  if (!opener) return undefined;
  const closer = ranked.find((photo) => photo.landscape && photo !== opener);
  const fitsEnd = ({ closes }: Pace, photo: Candidate, isLast: boolean): boolean => {
    if (closes === "second") return (photo === closer) === isLast;
    return !isLast || closes === "any" || photo.landscape;
  };
  for (const rules of paces) {
    const order = arrange(ranked, rules, (photo, at) =>
      at === 0 ? photo === opener : fitsEnd(rules, photo, at === ranked.length - 1),
    );
    if (order) return order;
  }
  return undefined;
};

/** The photos in the order given, as far as their places allow it: a hand-placed gallery. */
export const keepOrder = (photos: readonly Candidate[]): readonly Candidate[] | undefined =>
  arrange(photos, { neighbours: "none", closes: "any", mixed: true }, () => true);

/** Whether `photo` may take the place `at` of a gallery in which all else stays. */
export const fitsPlace = (gallery: readonly (Candidate | undefined)[], at: number, photo: Candidate): boolean => {
  const slots = slotsOf(gallery.length);
  const slot = slots[at] as Slot;
  const isNear = (place: number) => Math.abs((slots[place] as Slot).row - slot.row) <= 1;
  return (
    canStand(gallery, at, photo, false) &&
    !gallery.some((other, place) => place !== at && isNear(place) && clash(photo, other))
  );
};

/** Whether `photo` can be shown in the place `at`: large enough, and in one shape with its partner. */
export const canStand = (
  gallery: readonly (Candidate | undefined)[],
  at: number,
  photo: Candidate,
  mixed: boolean,
): boolean => {
  const { full, partner } = slotsOf(gallery.length)[at] as Slot;
  if (full) return photo.frames.full !== undefined;
  const other = partner === undefined ? undefined : gallery[partner];
  return other ? canPair(photo, other, mixed) : Boolean(photo.frames.pair ?? photo.frames.square);
};

const canPair = (a: Candidate, b: Candidate, mixed: boolean): boolean =>
  (mixed || a.landscape === b.landscape) && pairShape(a, b) !== undefined;

/** What neighbours must not have in common. */
const clash = (a: Candidate, b: Candidate | undefined): boolean =>
  b !== undefined && (a.postId === b.postId || a.persons.some((person) => b.persons.includes(person)));

/** Whether one after the other in reading order have in common what they must not. */
export const clashes = (photos: readonly Candidate[]): boolean =>
  photos.some((photo, at) => clash(photo, photos[at + 1]));

/** Whether a pair holds an upright and a wide photo. */
export const mixedPairs = (photos: readonly Candidate[]): boolean =>
  slotsOf(photos.length).some(
    ({ partner }, at) => partner !== undefined && photos[at]?.landscape !== photos[partner]?.landscape,
  );

/** Depth first, place by place, the earlier photo first: the first order that keeps the rules. */
const arrange = (
  photos: readonly Candidate[],
  rules: Pace,
  fitsEnds: (photo: Candidate, at: number) => boolean,
): Candidate[] | undefined => {
  const slots = slotsOf(photos.length);
  const order: Candidate[] = [];
  const fits = (photo: Candidate): boolean => {
    const at = order.length;
    const slot = slots[at] as Slot;
    if (!fitsEnds(photo, at)) return false;
    if (slot.full && !photo.frames.full) return false;
    if (!slot.full && !photo.frames.pair && !photo.frames.square) return false;
    if (slot.partner === at - 1 && !canPair(order[at - 1] as Candidate, photo, rules.mixed === true)) return false;
    return !order.some((other, place) => isNeighbour(rules, slots, place, at) && clash(other, photo));
  };
  const fill = (): boolean => {
    if (order.length === slots.length) return true;
    for (const photo of photos) {
      if (order.includes(photo) || !fits(photo)) continue;
      order.push(photo);
      if (fill()) return true;
      order.pop();
    }
    return false;
  };
  return fill() ? order : undefined;
};

const isNeighbour = ({ neighbours }: Pace, slots: readonly Slot[], a: number, b: number): boolean => {
  if (neighbours === "none") return false;
  if (neighbours === "reading") return Math.abs(a - b) === 1;
  return Math.abs((slots[a] as Slot).row - (slots[b] as Slot).row) <= 1;
};

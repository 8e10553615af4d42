import { isOneBurst } from "./bursts.ts";
import { byRank, type Candidate } from "./candidate.ts";
import type { PlacedPhoto } from "./digest.ts";
import { placeCard, placeLead } from "./frames.ts";
import { type Fingerprint, isSamePicture } from "./sameness.ts";

export type Picture = { photo: Candidate; placed: PlacedPhoto };

/**
 * The lead's picture: the best of its set that fills the width. Photos `kept` for the gallery stay there; those only
 * `liked` there stay if the set has another.
 */
export const leadPicture = (
  photos: readonly Candidate[],
  kept: readonly Candidate[],
  liked: readonly Candidate[],
  remembered: readonly Fingerprint[],
): Picture | undefined => {
  const free = pictures(photos, placeLead, remembered).filter(({ photo }) => !isShown(photo, kept));
  const fit = free.filter(({ photo }) => standsBeside(photo, kept));
  return fit.find(({ photo }) => standsBeside(photo, liked)) ?? fit[0] ?? free[0];
};

/**
 * Which of the stories are to be cards: one with a picture and one without in turn, as far as their sets have any; and
 * every one that an editor `chose` a picture for.
 */
export const planCards = (
  stories: readonly (readonly Candidate[])[],
  chosen: readonly (Picture | undefined)[] = [],
): boolean[] => {
  const plan: boolean[] = [];
  for (const [at, photos] of stories.entries())
    plan.push(chosen[at] !== undefined || (!plan.at(-1) && photos.some((photo) => placeCard(photo) !== undefined)));
  return plan;
};

const mostOfSet = 2;

/** The pictures of the stories that are to be cards: the best of each set that may stand beside all else in the mail. */
export const cardPictures = (
  stories: readonly (readonly Candidate[])[],
  plan: readonly boolean[],
  inMail: readonly Candidate[],
  remembered: readonly Fingerprint[],
): (Picture | undefined)[] => {
  const cards: (Picture | undefined)[] = [];
  for (const [at, photos] of stories.entries()) {
    const shown = [...inMail, ...cards.flatMap((card) => (card ? [card.photo] : []))];
    const crowded = shown.filter(({ postId }) => postId === photos[0]?.postId).length >= mostOfSet;
    const free = crowded || !plan[at] ? [] : pictures(photos, placeCard, remembered);
    cards.push(free.find(({ photo }) => standsBeside(photo, shown)));
  }
  return cards;
};

/** Best first. */
const pictures = (
  photos: readonly Candidate[],
  place: (photo: Candidate) => PlacedPhoto | undefined,
  remembered: readonly Fingerprint[],
): Picture[] =>
  photos
    .filter(({ fingerprint }) => !remembered.some((earlier) => isSamePicture(fingerprint, earlier)))
    .toSorted(byRank)
    .flatMap((photo) => {
      const placed = place(photo);
      return placed ? [{ photo, placed }] : [];
    });

const isShown = (photo: Candidate, others: readonly Candidate[]): boolean =>
  others.some((other) => isSamePicture(photo.fingerprint, other.fingerprint));

const standsBeside = (photo: Candidate, others: readonly Candidate[]): boolean =>
  !isShown(photo, others) && !others.some((other) => isOneBurst(photo, other));

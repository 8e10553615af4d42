import type { Candidate } from "./candidate.ts";
import { chooseHighlights, type Highlights } from "./choose-highlights.ts";
import type { Digest, PlacedPhoto } from "./digest.ts";
import { placeCard, placeLead } from "./frames.ts";
import { photoIdsOf } from "./gallery.ts";
import type { PreviousGallery } from "./keep-gallery.ts";
import type { Memory } from "./memory.ts";
import type { PhotosOfWeek } from "./photos-of-week.ts";
import { repostsAmong } from "./reposts.ts";
import { fingerprintOf } from "./sameness.ts";
import { cardPictures, leadPicture, type Picture, planCards } from "./story-pictures.ts";

export type PictureInput = {
  photos: PhotosOfWeek;
  leadPostId: string | undefined;
  /** In the order of the mail. */
  storyPostIds: readonly string[];
  memory: Memory;
  /** The gallery as an editor placed it, as photo ids. */
  byHand: readonly string[] | undefined;
  /** The pictures that an editor chose for posts as lead or card, by the post's id. */
  storyPhotos?: Readonly<Record<string, string>> | undefined;
  previous: Digest | undefined;
  /** The gallery to keep where it may stay, when that is not the last draft's. */
  keep?: readonly string[] | undefined;
};

export type Pictures = {
  lead: Picture | undefined;
  highlights: Highlights;
  /** One for each story that has a picture, in the order of the stories. */
  cards: readonly (Picture | undefined)[];
};

/** All pictures of the mail: the lead's first, then the gallery, then the cards take what may stand beside those. */
export const choosePictures = (input: PictureInput): Pictures => {
  const { photos, leadPostId, storyPostIds, storyPhotos = {} } = input;
  const ofStory = (postId: string) => photos.ofStory.get(postId) ?? [];
  const byId = new Map(photos.forGallery.map((each) => [each.photo.id, each]));
  const known = (ids: readonly string[]) => ids.map((id) => byId.get(id)).filter((each) => each !== undefined);
  const previous = previousGallery(input.previous, input.keep);
  const remembered = input.memory.highlights.map(fingerprintOf);
  const byHand = input.byHand && known(input.byHand);

  const kept = byHand ?? photos.forGallery.filter(({ pinned }) => pinned);
  const liked = previous ? known(previous.photoIds) : [];
  const chosenFor = (postId: string, place: (photo: Candidate) => PlacedPhoto | undefined): Picture | undefined => {
    const photo = ofStory(postId).find((each) => each.photo.id === storyPhotos[postId]);
    const placed = photo && place(photo);
    return placed && { photo, placed };
  };
  const lead =
    leadPostId === undefined
      ? undefined
      : (chosenFor(leadPostId, placeLead) ?? leadPicture(ofStory(leadPostId), kept, liked, remembered));
  const chosenCards = storyPostIds.map((postId) => chosenFor(postId, placeCard));
  const standing = [lead, ...chosenCards].flatMap((each) => (each ? [each.photo] : []));
  const ofStories = storyPostIds.map(ofStory);
  const plan = planCards(ofStories, chosenCards);
  const pictured = storyPostIds.filter((_, at) => plan[at]);
  const highlights = chooseHighlights({
    candidates: photos.forGallery,
    standing,
    remembered,
    isRepost: repostsAmong(photos.forGallery),
    shownPostIds: new Set([...(leadPostId === undefined ? [] : [leadPostId]), ...pictured]),
    byHand,
    previous,
  });
  const cards = cardPictures(ofStories, plan, [...standing, ...highlights.photos], remembered).map(
    (card, at) => chosenCards[at] ?? card,
  );
  return { lead, highlights, cards };
};

/** Rules that say a draft did not have a photo to choose from yet. */
const notYet = new Set(["not measured", "not to be had", "post out"]);

const previousGallery = (
  previous: Digest | undefined,
  keep: readonly string[] | undefined,
): PreviousGallery | undefined => {
  const block = previous?.blocks.find(({ kind }) => kind === "highlights");
  const photoIds = keep ?? (block?.kind === "highlights" ? photoIdsOf(block.rows) : []);
  if (!previous || photoIds.length === 0) return undefined;
  const knew = (photoId: string): boolean => {
    const reason = previous.photoReasons[photoId];
    return reason !== undefined && !notYet.has(reason.rule ?? "");
  };
  return { photoIds, knew };
};

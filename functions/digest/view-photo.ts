import type { Words } from "../../templates/words.ts";
import type { Sponsor } from "../core/newsletter.ts";
import type { PlacedPhoto } from "./digest.ts";
import { type MailInput, postOf, postUrl, titleOf } from "./mail-input.ts";
import { oneLine } from "./mail-text.ts";
import type { BlockView, PhotoView, SizeView } from "./mail-view.ts";
import { photoPlate } from "./photo-plate.ts";
import { photoWords } from "./photo-words.ts";

/** A photo in its place, with a caption of at most `longest` characters beneath it; none with 0. */
export const viewPhoto = (input: MailInput, words: Words, placed: PlacedPhoto, longest: number): PhotoView => {
  const post = postOf(input, placed.postId);
  const photo = post.photos.find(({ id }) => id === placed.photoId);
  if (!photo) throw new Error(`post ${post.id} has no photo ${placed.photoId}`);
  return {
    url: postUrl(input, post),
    src: input.links.photo(placed),
    width: placed.width,
    height: placed.height,
    size: sizeName(placed),
    plate: photoPlate(photo.measures?.dominantColour ?? neutralPlate),
    ...photoWords(photo, titleOf(post), words, longest),
  };
};

const neutralPlate = "#5c6066";

export const sponsorPhoto = (input: MailInput, sponsor: Sponsor, photo: NonNullable<Sponsor["photo"]>): PhotoView => {
  const width = Math.min(600, photo.width);
  const shown = { width, height: Math.round((photo.height * width) / photo.width) };
  return {
    url: sponsor.url,
    src: input.links.file(photo.key),
    alt: oneLine(photo.alt),
    ...shown,
    size: sizeName(shown),
    plate: photoPlate(neutralPlate),
    caption: null,
    credit: null,
  };
};

const sizeName = ({ width, height }: { width: number; height: number }): string => `p${width}x${height}`;

/**
 * The sizes in which the blocks show photos, once each. A hair under the photo's own height, so that rounding never
 * stretches a loaded one.
 */
export const sizesOf = (blocks: readonly BlockView[]): SizeView[] => {
  const sizes = new Map<string, SizeView>();
  const add = (photo: PhotoView | null | undefined, phoneShare: number) => {
    if (!photo) return;
    const phoneHeight = Math.floor((photo.height / photo.width) * phoneShare);
    sizes.set(photo.size, { name: photo.size, height: photo.height - 1, phoneHeight });
  };
  for (const { lead, picture, highlights, stories, sponsor } of blocks) {
    for (const photo of [lead?.photo, picture, sponsor?.photo]) add(photo, wholeWidth);
    for (const story of stories?.cards ?? []) add(story.photo, wholeWidth);
    for (const { full, upright, wide } of highlights?.rows ?? []) {
      for (const photo of [full, wide?.first, wide?.second]) add(photo, wholeWidth);
      for (const photo of [upright?.first, upright?.second]) add(photo, halfWidth);
    }
  }
  return [...sizes.values()];
};

/** Of the width of a phone's screen, in hundredths, with room for a client's own margin. */
const wholeWidth = 92;
const halfWidth = 44;

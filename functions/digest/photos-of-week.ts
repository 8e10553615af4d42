import { onceOf } from "../core/once-of.ts";
import { isReady, type Photo, type ReadyPhoto } from "../posts/photo.ts";
import type { Post } from "../posts/post.ts";
import { type Candidate, candidate } from "./candidate.ts";
import type { Reason } from "./digest.ts";
import { type PhotoRules, whyNoHighlight, whyNoSlot, whyUnfit, whyUnusable } from "./photo-eligibility.ts";

/** A post that is in, with what its photos are judged by. */
export type PostFacts = {
  post: Post;
  photos: PhotosOfPost;
  sensitive: boolean;
  storyScore: number;
  topic: string | undefined;
  date: string;
};

/** What a photo is in its own post, whatever the week. */
export type InPost = { photo: ReadyPhoto; first: boolean; captioned: boolean };

/** The photos of a post that may stand in the mail, as they are in it, and why the others may not. */
export type PhotosOfPost = { usable: readonly InPost[]; unusable: ReadonlyMap<string, Reason> };

export type PhotosOfWeek = {
  /** Those that may stand as lead's or card's, by post, in the order of the post. */
  ofStory: ReadonlyMap<string, readonly Candidate[]>;
  /** Those that may be highlights: by the rules, or because an editor chose them. */
  forGallery: readonly Candidate[];
  /** Of the others: why they may not be highlights, and often not be in the mail at all. */
  reasons: ReadonlyMap<string, Reason>;
};

/** Sorts the photos of the week by what they may be, each looked at once. */
export const photosOfWeek = (posts: readonly PostFacts[], rules: PhotoRules): PhotosOfWeek => {
  const chosen = new Set([...rules.choices.pinnedPhotoIds, ...(rules.choices.gallery ?? [])]);
  const ofStory = new Map<string, Candidate[]>();
  const forGallery: Candidate[] = [];
  const reasons = new Map<string, Reason>();
  for (const { sensitive, photos, ...facts } of posts) {
    for (const [photoId, reason] of photos.unusable) reasons.set(photoId, reason);
    const fit: Candidate[] = [];
    for (const inPost of photos.usable) {
      const { photo } = inPost;
      const pinned = photo.pinned === true || chosen.has(photo.id);
      const known = candidate({ ...facts, ...inPost, pinned });
      const unfit = whyUnfit(photo, sensitive);
      if (!unfit || rules.choices.storyPhotos[facts.post.id] === photo.id) fit.push(known);
      const reason = pinned ? whyNoSlot(photo) : (unfit ?? whyNoHighlight(photo, rules));
      if (reason) reasons.set(photo.id, reason);
      else forGallery.push(known);
    }
    ofStory.set(facts.post.id, fit);
  }
  return { ofStory, forGallery, reasons };
};

export const photosOfPost = ({ photos }: Post, rules: PhotoRules): PhotosOfPost => {
  const places = placesIn(photos);
  const usable: InPost[] = [];
  const unusable = new Map<string, Reason>();
  for (const photo of photos) {
    const reason = whyUnusable(photo, rules);
    if (reason) unusable.set(photo.id, reason);
    else if (isReady(photo)) {
      const { first = false, captioned = false } = places.get(photo) ?? {};
      usable.push({ photo, first, captioned });
    }
  }
  return { usable, unusable };
};

/** Of each photo whether it opens its post, and has a caption that no other of the post has. */
const placesIn = onceOf((photos: readonly Photo[]): ReadonlyMap<Photo, { first: boolean; captioned: boolean }> => {
  const opening = Math.min(...photos.map(({ position }) => position));
  const captionOf = ({ caption }: Photo) => caption?.trim() ?? "";
  const alike = Map.groupBy(photos, captionOf);
  return new Map(
    photos.map((photo) => {
      const captioned = captionOf(photo) !== "" && alike.get(captionOf(photo))?.length === 1;
      return [photo, { first: photo.position === opening, captioned }];
    }),
  );
});

import { isReady, type Photo } from "../posts/photo.ts";
import type { Post } from "../posts/post.ts";
import { type Candidate, candidate } from "./candidate.ts";
import type { Reason } from "./digest.ts";
import { type PhotoRules, whyNoHighlight, whyNoSlot, whyUnfit, whyUnusable } from "./photo-eligibility.ts";

/** A post that is in, with what its photos are judged by. */
export type PostFacts = { post: Post; sensitive: boolean; storyScore: number; topic: string | undefined; date: string };

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
  for (const { sensitive, ...facts } of posts) {
    const { post } = facts;
    const first = Math.min(...post.photos.map(({ position }) => position));
    for (const photo of post.photos) {
      const unusable = whyUnusable(photo, rules);
      if (unusable || !isReady(photo)) {
        if (unusable) reasons.set(photo.id, unusable);
        continue;
      }
      const pinned = isPinned(photo, chosen);
      const known = candidate({ ...facts, photo, pinned, first: photo.position === first });
      const unfit = whyUnfit(photo, sensitive);
      if (!unfit) ofStory.set(post.id, [...(ofStory.get(post.id) ?? []), known]);
      const reason = pinned ? whyNoSlot(photo) : (unfit ?? whyNoHighlight(photo, rules));
      if (reason) reasons.set(photo.id, reason);
      else forGallery.push(known);
    }
  }
  return { ofStory, forGallery, reasons };
};

const isPinned = (photo: Photo, chosen: ReadonlySet<string>): boolean => photo.pinned === true || chosen.has(photo.id);

/** How many photos of a post may stand in the mail: all that its score needs to know of them. */
export const countUsable = (post: Post, rules: PhotoRules): number =>
  post.photos.filter((photo) => isReady(photo) && !whyUnusable(photo, rules) && !whyUnfit(photo, false)).length;

import type { Newsletter } from "../core/newsletter.ts";
import { leavesAt, type Post } from "../posts/post.ts";
import type { Reason } from "./digest.ts";
import type { EditorChoices } from "./editor-choices.ts";
import type { Window } from "./issue.ts";
import type { PhotosOfWeek } from "./photos-of-week.ts";
import { counted } from "./reason.ts";
import { thinWeek } from "./thin-week.ts";

export type RemarkInput = {
  newsletter: Newsletter;
  window: Window;
  choices: EditorChoices;
  posts: readonly Post[];
  /** Why posts are out. */
  outside: ReadonlyMap<string, Reason>;
  photos: PhotosOfWeek;
};

/** What an editor should know before the choice itself: a thin week, late posts, photos that are not there. */
export const weekRemarks = ({ newsletter, window, choices, posts, outside, photos }: RemarkInput): string[] => {
  const eligible = posts.filter(({ id }) => !outside.has(id));
  const late = eligible.filter((post) => leavesAt(post) < window.from);
  const thin = thinWeek(newsletter, eligible.length).words;
  const galleryIds = new Set(photos.forGallery.map(({ photo }) => photo.id));
  const missing = [...new Set([...choices.pinnedPhotoIds, ...(choices.gallery ?? [])])].filter(
    (id) => !galleryIds.has(id),
  );
  return [
    ...(thin ? [thin] : []),
    ...(late.length > 0 ? [`${counted(late.length, "post")} of an earlier week, not sent before.`] : []),
    ...missing.map((id) => `A photo that the editor chose is not in: ${whyMissing(photos.reasons.get(id))} (${id}).`),
  ];
};

const whyMissing = (reason: Reason | undefined): string => reason?.text.replace(/^Out: /, "") ?? "its post is out";

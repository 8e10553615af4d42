import type { Newsletter } from "../core/newsletter.ts";
import { leavesAt, type Post } from "../posts/post.ts";
import type { Digest, Reason } from "./digest.ts";
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
  previous: Digest | undefined;
};

/** What an editor should know before the choice itself: a thin week, late posts, what was lost since the last draft. */
export const weekRemarks = ({
  newsletter,
  window,
  choices,
  posts,
  outside,
  photos,
  previous,
}: RemarkInput): string[] => {
  const eligible = posts.filter(({ id }) => !outside.has(id));
  const late = eligible.filter((post) => leavesAt(post) < window.from);
  const lost = posts.filter(({ id }) => outside.get(id)?.rule === "withdrawn" && previous?.postReasons[id]?.in);
  const thin = thinWeek(newsletter, eligible.length).words;
  const galleryIds = new Set(photos.forGallery.map(({ photo }) => photo.id));
  const missing = [...new Set([...choices.pinnedPhotoIds, ...(choices.gallery ?? [])])].filter(
    (id) => !galleryIds.has(id),
  );
  return [
    ...(thin ? [thin] : []),
    ...(late.length > 0 ? [`${counted(late.length, "post")} of an earlier week, not sent before.`] : []),
    ...lost.map(({ title }) => `Withdrawn since the last draft: “${title}”.`),
    ...missing.map((id) => `A photo that the editor chose is not in: ${whyMissing(photos.reasons.get(id))} (${id}).`),
  ];
};

const whyMissing = (reason: Reason | undefined): string => reason?.text.replace(/^Out: /, "") ?? "its post is out";

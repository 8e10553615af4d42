import { galleryOf, storyIdsOf } from "./apply-choice.ts";
import type { Digest } from "./digest.ts";
import type { Edit } from "./edit.ts";
import { placedPhotos } from "./placed-photos.ts";

/**
 * Why the digest is not as the editor asked, in words; `undefined` when it is. Some things no choice overrules: rights,
 * a withdrawal, a picture that no slot can show, the same picture twice.
 */
export const whyNotHeld = (edit: Edit, digest: Digest): string | undefined => {
  const gallery = galleryOf(digest);
  switch (edit.kind) {
    case "make-lead": {
      const leads = digest.blocks.some((block) => block.kind === "lead" && block.lead.postId === edit.postId);
      return leads ? undefined : reason(digest.postReasons[edit.postId]?.text);
    }
    case "pin-post":
      return storyIdsOf(digest).includes(edit.postId) ? undefined : reason(digest.postReasons[edit.postId]?.text);
    case "swap-photo": {
      const shown = placedPhotos(digest).some(({ photoId }) => photoId === edit.withPhotoId);
      return shown ? undefined : reason(digest.photoReasons[edit.withPhotoId]?.text);
    }
    case "choose-photo":
      return gallery.includes(edit.photoId) ? undefined : reason(digest.photoReasons[edit.photoId]?.text);
    case "move-photo":
      return gallery.indexOf(edit.photoId) === Math.min(edit.to, gallery.length - 1)
        ? undefined
        : "the photo, or one it would push aside, does not fit its new place";
    default:
      return undefined;
  }
};

const reason = (text: string | undefined): string => text?.replace(/^(In|Out): /, "") ?? "it is not among this week’s";

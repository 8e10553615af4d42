import type { Post } from "../posts/post.ts";
import type { Edit } from "./edit.ts";
import { cutAtWord, oneLine } from "./mail-text.ts";

/** The edit in words, for the log and for whoever is told what another editor did; `madeRoom` is the highlight it put out. */
export const editWords = (edit: Edit, posts: readonly Post[], madeRoom?: string): string => {
  const title = (postId: string) => {
    const post = posts.find(({ id }) => id === postId);
    return `“${cutAtWord(oneLine(post?.title ?? "") || "a post without a title", 50)}”`;
  };
  const photo = (photoId: string) => {
    const post = posts.find(({ photos }) => photos.some(({ id }) => id === photoId));
    const position = post?.photos.find(({ id }) => id === photoId)?.position ?? 0;
    return `photo ${position + 1} of ${title(post?.id ?? "")}`;
  };
  switch (edit.kind) {
    case "make-lead":
      return `Made ${title(edit.postId)} the lead`;
    case "pin-post":
      return edit.to === undefined
        ? `Put ${title(edit.postId)} in`
        : `Moved ${title(edit.postId)} to place ${edit.to + 1}`;
    case "drop-post":
      return `Dropped ${title(edit.postId)}`;
    case "leave-post":
      return `Left ${title(edit.postId)} to the rules`;
    case "leave-tray":
      return "Left the tray to the rules";
    case "swap-photo":
      return `Swapped ${photo(edit.photoId)} for ${photo(edit.withPhotoId)}`;
    case "choose-photo":
      return `Chose ${photo(edit.photoId)} as a highlight${madeRoom === undefined ? "" : `, in place of ${photo(madeRoom)}`}`;
    case "move-photo":
      return `Moved ${photo(edit.photoId)} to place ${edit.to + 1} of the highlights`;
    case "drop-photo":
      return `Dropped ${photo(edit.photoId)}`;
    case "leave-photo":
      return `Left ${photo(edit.photoId)} to the rules`;
    case "leave-gallery":
      return "Left the highlights to the rules";
    case "sponsor":
      return edit.shown ? "Put a sponsor back" : "Left a sponsor out";
    case "words":
      return `${edit.text === null ? "Took back" : "Wrote"} the ${edit.field} of ${edit.photoId ? photo(edit.photoId) : title(edit.postId)}`;
    case "focal-point":
      return `${edit.point ? "Set" : "Took back"} the focal point of ${photo(edit.photoId)}`;
    case "sensitive":
      return `Marked ${edit.photoId ? photo(edit.photoId) : title(edit.postId)} as ${edit.sensitive ? "sensitive" : "not sensitive"}`;
    case "rights":
      return `Set the rights of ${photo(edit.photoId)}`;
    default:
      return edit.text ? `Wrote the ${edit.kind}` : `Left the ${edit.kind} to the rules`;
  }
};

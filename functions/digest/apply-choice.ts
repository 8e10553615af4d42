import type { Instant } from "../core/time.ts";
import type { Digest } from "./digest.ts";
import type { ChoiceEdit } from "./edit.ts";
import type { EditorChoices } from "./editor-choices.ts";
import { mostHighlights, photoIdsOf } from "./gallery.ts";
import { placedPhotos } from "./placed-photos.ts";

/** What stands in the mail now, in its order: the choice goes on from what an editor saw. */
type Standing = { choices: EditorChoices; digest: Digest };

export type Unchosen = "gallery-full" | "not-in-mail" | "is-lead";

/**
 * The editor's choices after one more. What is arranged by hand stays as it is from then on: the first thing an editor
 * places also closes the mail to posts that come after `now`, which wait in the tray. `weakest` is the highlight that
 * gives way to one chosen when nine are in.
 */
export const applyChoice = (
  { choices, digest }: Standing,
  edit: ChoiceEdit,
  now: Instant,
  weakest?: string,
): EditorChoices | Unchosen => {
  const placed = { ...choices, trayFrom: choices.trayFrom ?? now };
  switch (edit.kind) {
    case "make-lead":
      return { ...without(placed, edit.postId), leadPostId: edit.postId };
    case "pin-post":
      return leadOf(digest) === edit.postId ? "is-lead" : pinned(placed, digest, edit);
    case "drop-post":
      return { ...without(choices, edit.postId), droppedPostIds: [...choices.droppedPostIds, edit.postId] };
    case "leave-post":
      return { ...without(choices, edit.postId), letInPostIds: [...choices.letInPostIds, edit.postId] };
    case "leave-tray":
      return { ...choices, trayFrom: now };
    case "swap-photo":
      return swapped(placed, digest, edit);
    case "choose-photo":
      return chosen(placed, galleryOf(digest), edit.photoId, weakest);
    case "move-photo":
      return moved(placed, galleryOf(digest), edit);
    case "drop-photo":
      return { ...withoutPhoto(choices, edit.photoId), droppedPhotoIds: [...choices.droppedPhotoIds, edit.photoId] };
    case "leave-photo":
      return withoutPhoto(choices, edit.photoId);
    case "leave-gallery": {
      const { gallery: _, ...rest } = choices;
      return { ...rest, pinnedPhotoIds: [] };
    }
    case "sponsor": {
      const others = choices.droppedSponsorIds.filter((id) => id !== edit.sponsorId);
      return { ...choices, droppedSponsorIds: edit.shown ? others : [...others, edit.sponsorId] };
    }
    default: {
      const { [edit.kind]: _, ...rest } = choices;
      return edit.text ? { ...rest, [edit.kind]: edit.text } : rest;
    }
  }
};

const leadOf = ({ blocks }: Digest): string | undefined =>
  blocks.flatMap((block) => (block.kind === "lead" ? [block.lead.postId] : []))[0];

/** The stories after the lead, in the order of the mail. */
export const storyIdsOf = ({ blocks }: Digest): string[] =>
  blocks.flatMap((block) => (block.kind === "stories" ? block.stories.map(({ postId }) => postId) : []));

export const galleryOf = ({ blocks }: Digest): string[] =>
  blocks.flatMap((block) => (block.kind === "highlights" ? photoIdsOf(block.rows) : []));

const without = (choices: EditorChoices, postId: string): EditorChoices => {
  const { leadPostId, ...rest } = choices;
  const others = (ids: readonly string[]) => ids.filter((id) => id !== postId);
  return {
    ...rest,
    ...(leadPostId !== undefined && leadPostId !== postId && { leadPostId }),
    pinnedPostIds: others(choices.pinnedPostIds),
    droppedPostIds: others(choices.droppedPostIds),
    letInPostIds: others(choices.letInPostIds),
  };
};

const withoutPhoto = (choices: EditorChoices, photoId: string): EditorChoices => {
  const others = (ids: readonly string[]) => ids.filter((id) => id !== photoId);
  const storyPhotos = Object.fromEntries(Object.entries(choices.storyPhotos).filter(([, id]) => id !== photoId));
  return {
    ...choices,
    ...(choices.gallery && { gallery: others(choices.gallery) }),
    pinnedPhotoIds: others(choices.pinnedPhotoIds),
    droppedPhotoIds: others(choices.droppedPhotoIds),
    storyPhotos,
  };
};

/** All stories before the place are pinned with it, and the lead is: only so does it stand there whatever comes. */
const pinned = (choices: EditorChoices, digest: Digest, edit: { postId: string; to?: number | undefined }) => {
  const { postId } = edit;
  const others = storyIdsOf(digest).filter((id) => id !== postId);
  const before = others.findLastIndex((id) => choices.pinnedPostIds.includes(id)) + 1;
  const to = Math.min(edit.to ?? before, others.length);
  const order = others.toSpliced(to, 0, postId);
  const stands = order.slice(0, Math.max(to + 1, before + (to < before ? 1 : 0)));
  const elsewhere = choices.pinnedPostIds.filter((id) => !order.includes(id));
  const lead = choices.leadPostId ?? leadOf(digest);
  return { ...without(choices, postId), pinnedPostIds: [...stands, ...elsewhere], ...(lead && { leadPostId: lead }) };
};

const swapped = (
  choices: EditorChoices,
  digest: Digest,
  edit: { photoId: string; withPhotoId: string },
): EditorChoices | Unchosen => {
  const { photoId, withPhotoId } = edit;
  const free = {
    ...choices,
    droppedPhotoIds: choices.droppedPhotoIds.filter((id) => id !== withPhotoId),
  };
  const gallery = galleryOf(digest);
  if (gallery.includes(photoId)) {
    const pinned = choices.pinnedPhotoIds.filter((id) => id !== photoId && id !== withPhotoId);
    const standing = gallery.map((id) => (id === photoId ? withPhotoId : id));
    return { ...free, pinnedPhotoIds: [...pinned, withPhotoId], gallery: standing };
  }
  const postId = storyWith(digest, photoId);
  if (postId === undefined) return "not-in-mail";
  return { ...free, storyPhotos: { ...choices.storyPhotos, [postId]: withPhotoId } };
};

/** The post whose lead or card shows the photo. */
const storyWith = (digest: Digest, photoId: string): string | undefined => {
  const shown = placedPhotos({ ...digest, blocks: digest.blocks.filter(({ kind }) => kind !== "highlights") });
  return shown.find((photo) => photo.photoId === photoId)?.postId;
};

const chosen = (
  choices: EditorChoices,
  gallery: readonly string[],
  photoId: string,
  weakest: string | undefined,
): EditorChoices | Unchosen => {
  const others = withoutPhoto(choices, photoId);
  const kept = { ...others, pinnedPhotoIds: [...others.pinnedPhotoIds, photoId] };
  if (gallery.includes(photoId)) return { ...kept, gallery: [...gallery] };
  if (gallery.length < mostHighlights) return { ...kept, gallery: [...gallery, photoId] };
  if (weakest === undefined) return "gallery-full";
  return { ...kept, gallery: gallery.map((id) => (id === weakest ? photoId : id)) };
};

const moved = (
  choices: EditorChoices,
  gallery: readonly string[],
  { photoId, to }: { photoId: string; to: number },
): EditorChoices | Unchosen => {
  if (!gallery.includes(photoId)) return "not-in-mail";
  const others = gallery.filter((id) => id !== photoId);
  return { ...choices, gallery: others.toSpliced(Math.min(to, others.length), 0, photoId) };
};

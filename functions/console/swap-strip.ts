import type { Reason } from "../digest/digest.ts";
import { shownPhotos } from "../digest/draft-checks.ts";
import { rankOf } from "../digest/photo-rank.ts";
import { placedPhotos } from "../digest/placed-photos.ts";
import { fingerprintOf, isSamePicture, printOf } from "../digest/sameness.ts";
import { isReady, type ReadyPhoto } from "../posts/photo.ts";
import type { Post } from "../posts/post.ts";
import type { Desk } from "./desk.ts";

/** A photo that could stand there, with those that show the same picture under it; `why` when it may not. */
export type Choice = { photo: ReadyPhoto; post: Post; also: readonly ReadyPhoto[]; why: string | undefined };

export type Strip = { ofSet: readonly Choice[]; ofWeek: readonly Choice[] };

/** Rules that say no to a photo whatever an editor chooses. */
export const forbidden: ReadonlySet<string> = new Set([
  "rights",
  "not to be had",
  "not measured",
  "crop",
  "post out",
  "seen before",
  "withdrawn",
]);
const mostOfWeek = 24;

/**
 * What may be swapped for a photo of the mail: its own set in the order of the post, then the next-best of the week.
 * Pictures alike are stacked; those that may not be used say why. A lead or a card shows its own set only.
 */
export const swapStrip = (desk: Desk, photoId: string): Strip => {
  const shown = shownPhotos(desk);
  const current = shown.find(({ photo }) => photo.id === photoId);
  const inMail = new Set(placedPhotos(desk.issue.digest).map((placed) => placed.photoId));
  const choices = (posts: readonly Post[]) =>
    posts.flatMap((post) =>
      post.photos.filter(isReady).map((photo) => ({ photo, post, why: whyNot(desk, inMail, photo.id) })),
    );
  const postId =
    current?.post.id ?? [...desk.posts.values()].find(({ photos }) => photos.some(({ id }) => id === photoId))?.id;
  const own = [...desk.posts.values()].filter(({ id }) => id === postId);
  if (current && current.place !== "highlight") return { ofSet: stacked(choices(own)), ofWeek: [] };
  const others = [...desk.posts.values()].filter(({ id }) => id !== postId && desk.issue.digest.postReasons[id]?.in);
  const ranked = choices(others)
    .filter(({ why }) => why === undefined)
    .map((choice) => ({ choice, rank: worth(choice.photo, desk.issue.digest.photoReasons[choice.photo.id]) }))
    .toSorted((a, b) => b.rank - a.rank || a.choice.photo.position - b.choice.photo.position)
    .map(({ choice }) => choice);
  return { ofSet: stacked(choices(own)), ofWeek: stacked(ranked).slice(0, mostOfWeek) };
};

/** The merit of a photo by itself, lower when a rule kept it out for its own sake. */
const worth = (photo: ReadyPhoto, reason: Reason | undefined): number => {
  const poor = ["no credit", "small", "graphic", "sensitive", "ratio", "dropped"].includes(reason?.rule ?? "");
  const judged = {
    photo,
    first: photo.position === 0,
    captioned: Boolean(photo.caption?.trim()),
    pinned: false,
    storyScore: 0,
  };
  return rankOf(judged) - (poor ? 1000 : 0);
};

const whyNot = ({ issue }: Desk, inMail: ReadonlySet<string>, photoId: string): string | undefined => {
  if (inMail.has(photoId)) return "in the mail already";
  const reason = issue.digest.photoReasons[photoId];
  if (!reason) return "not of this week";
  return forbidden.has(reason.rule ?? "") ? reason.text.replace(/^Out: /, "") : undefined;
};

type Single = Omit<Choice, "also">;

/** Photos of one picture as one: the first, with the others under it. */
export const stacked = (photos: readonly Single[]): Choice[] => {
  const stacks: { first: Single; also: ReadyPhoto[]; print: ReturnType<typeof fingerprintOf> }[] = [];
  for (const each of photos) {
    const print = fingerprintOf(printOf(each.photo));
    const known = stacks.find((stack) => isSamePicture(stack.print, print));
    if (known) known.also.push(each.photo);
    else stacks.push({ first: each, also: [], print });
  }
  return stacks.map(({ first, also }) => ({ ...first, also }));
};

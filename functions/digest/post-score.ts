import { millisecondsBetween } from "../core/time.ts";
import { leavesAt, type Post } from "../posts/post.ts";
import type { Window } from "./issue.ts";
import { meritOf } from "./photo-rank.ts";
import type { InPost } from "./photos-of-week.ts";
import { counted } from "./reason.ts";

type Sign = {
  weight: number;
  meaning: string;
  share: (post: Post, facts: ScoreFacts) => number;
};

/** What a score is made from beside the post: its photos that may stand in the mail, as they are in it. */
export type ScoreFacts = { window: Window; photos: readonly InPost[] };

const manyPhotos = 20;
const manyComments = 300;
/** What a photo placed by the writer, opening its set, captioned and sharp has of itself. */
const strongMerit = 80;

/** What makes a story; the one table, in the code and in docs/highlights.md. No post's score hangs on another post. */
const storySigns: Readonly<Record<string, Sign>> = {
  editorsWeight: {
    weight: 4,
    meaning: "each point of the editor's weight, −10 to 10",
    share: (post) => post.edits.weight ?? 0,
  },
  comments: {
    weight: 4,
    meaning: `comments, where the feed counts them, by their square root, all at ${manyComments}`,
    share: ({ commentCount = 0 }) => Math.min(Math.sqrt(commentCount / manyComments), 1),
  },
  picture: {
    weight: 4,
    meaning: `what speaks for its best photo, all at ${strongMerit}`,
    share: (_, { photos }) => Math.min(Math.max(...photos.map(meritOf), 0) / strongMerit, 1),
  },
  photos: {
    weight: 2,
    meaning: `photos that may stand in the mail, all at ${manyPhotos}`,
    share: (_, { photos }) => Math.min(photos.length / manyPhotos, 1),
  },
  recency: {
    weight: 1,
    meaning: "recency, none at the opening of the window, all at its close",
    share: (post, { window }) => {
      const age = millisecondsBetween(window.from, leavesAt(post)) / millisecondsBetween(window.from, window.until);
      return Math.min(Math.max(age, 0), 1);
    },
  },
};

export const postScore = (post: Post, facts: ScoreFacts): number =>
  Object.values(storySigns).reduce((sum, { weight, share }) => sum + weight * share(post, facts), 0);

const highestScore = Object.entries(storySigns)
  .filter(([name]) => name !== "editorsWeight")
  .reduce((sum, [, { weight }]) => sum + weight, 0);

/** A score as a share of the highest that a post reaches without an editor's word, from 0 to 1. */
export const scoreShare = (score: number): number => Math.min(Math.max(score / highestScore, 0), 1);

/** What a score was made from, in words: "24 photos, 130 comments". */
export const scoreWords = (post: Post, { photos }: ScoreFacts): string =>
  [
    ...(post.edits.weight ? [post.edits.weight > 0 ? "raised by the editor" : "lowered by the editor"] : []),
    ...(photos.length > 0 ? [counted(photos.length, "photo")] : ["no photos"]),
    ...(post.commentCount ? [counted(post.commentCount, "comment")] : []),
  ].join(", ");

export const storySignsTable = (): string =>
  [
    "| sign | weight |",
    "| --- | ---: |",
    ...Object.values(storySigns).map(({ meaning, weight }) => `| ${meaning} | ${weight} |`),
  ].join("\n");

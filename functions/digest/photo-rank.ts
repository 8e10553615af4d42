import type { ReadyPhoto } from "../posts/photo.ts";

/** A photo with what its place in the gallery is judged by. */
export type Judged = {
  photo: ReadyPhoto;
  pinned: boolean;
  /** Opens its post. */
  first: boolean;
  /** Has a caption of its own; one that an agency gave to all of a set says nothing of any of them. */
  captioned: boolean;
  /** From 0 to 1. */
  storyScore: number;
};

type Sign = {
  weight: number;
  /** What docs/highlights.md says of it. */
  meaning: string;
  /** How much of the weight a photo gets: 0 to 1, and for the editor's weight −10 to 10. */
  share: (judged: Judged) => number;
  /** What a reason says of a photo that has the sign in full. */
  words?: string;
};

const between = (value: number, none: number, all: number): number =>
  Math.min(Math.max((value - none) / (all - none), 0), 1);

/**
 * What makes a highlight, the strongest sign first (docs/editing.md H4): the one table, in the code and in docs/highlights.md.
 * An editor's word outweighs all that follows it; the rest adds up.
 */
export const signs = {
  pinned: {
    weight: 10_000,
    meaning: "pinned by the editor",
    share: ({ pinned }) => Number(pinned),
    words: "pinned by the editor",
  },
  editorsWeight: {
    weight: 200,
    meaning: "each point of the editor's weight, −10 to 10",
    share: ({ photo }) => photo.weight ?? 0,
  },
  introduced: {
    weight: 48,
    meaning: "right after a paragraph that ends with “:”",
    share: ({ photo }) => Number(photo.placement === "introduced"),
    words: "introduced by the writer",
  },
  inProse: {
    weight: 24,
    meaning: "placed between paragraphs",
    share: ({ photo }) => Number(photo.placement === "prose"),
    words: "placed by the writer",
  },
  first: {
    weight: 20,
    meaning: "first of its post",
    share: ({ first }) => Number(first),
    words: "opens its set",
  },
  captioned: {
    weight: 14,
    meaning: "has a caption of its own",
    share: ({ captioned }) => Number(captioned),
    words: "captioned",
  },
  sharp: {
    weight: 12,
    meaning: "sharpness, none at 4 or under, all from 12",
    share: ({ photo }) => between(photo.measures.sharpness, 4, 12),
    words: "sharp",
  },
  unclipped: {
    weight: 8,
    meaning: "not burnt out nor blocked up, all at 2 % of its pixels or under, none from 15 %",
    share: ({ photo }) => 1 - between(photo.measures.clipping, 0.02, 0.15),
  },
  size: {
    weight: 6,
    meaning: "its shorter side, none at 600 px, all from 1600 px",
    share: ({ photo }) => between(Math.min(photo.original.width, photo.original.height), 600, 1600),
    words: "large",
  },
  story: {
    weight: 5,
    meaning: "the score of its story, as a share of the highest possible",
    share: ({ storyScore }) => storyScore,
  },
} satisfies Record<string, Sign>;

const total = (of: readonly Sign[], judged: Judged): number =>
  of.reduce((sum, { weight, share }) => sum + weight * share(judged), 0);

const { pinned: _, editorsWeight: __, story: ___, ...own } = signs;
const allSigns = Object.values<Sign>(signs);
const ownSigns = Object.values<Sign>(own);

export const rankOf = (judged: Judged): number => total(allSigns, judged);

/** What speaks for a photo in itself: neither an editor's word nor its story. */
export const meritOf = (photo: Pick<Judged, "photo" | "first" | "captioned">): number =>
  total(ownSigns, { ...photo, pinned: false, storyScore: 0 });

/** The strongest signs of a photo in words, e.g. "opens its set, captioned". */
export const merits = (judged: Judged): string => {
  const found = Object.values<Sign>(signs)
    .filter(({ words, share }) => words && share(judged) >= 1)
    .map(({ words }) => words);
  if (judged.photo.weight) found.unshift(judged.photo.weight > 0 ? "raised by the editor" : "lowered by the editor");
  return found.slice(0, 3).join(", ") || "among the best of the week";
};

/** The table as docs/highlights.md shows it. */
export const signsTable = (): string =>
  [
    "| sign | weight |",
    "| --- | ---: |",
    ...Object.values<Sign>(signs).map(({ meaning, weight }) => `| ${meaning} | ${weight} |`),
  ].join("\n");

import { createHash } from "node:crypto";
import { type Newsletter, newsletterSchema } from "../../functions/core/newsletter.ts";
import { addMilliseconds, day, hour } from "../../functions/core/time.ts";
import type { Window } from "../../functions/digest/issue.ts";
import { type Photo, photoSchema } from "../../functions/posts/photo.ts";
import { type Post, postSchema } from "../../functions/posts/post.ts";

/** Saturday 08:00 to Saturday 08:00 in Rome, the clocks standing still. */
export const aWindow: Window = { from: "2026-11-14T07:00:00.000Z", until: "2026-11-21T07:00:00.000Z" };
export const windowBefore: Window = { from: "2026-11-07T07:00:00.000Z", until: aWindow.from };

export const aNewsletter = (changes: object = {}): Newsletter =>
  newsletterSchema.parse({
    id: "flashbulb",
    name: "Flashbulb",
    language: "en",
    zone: "Europe/Rome",
    cadence: { kind: "weekly", weekday: 6, time: "08:00" },
    sender: { name: "Flashbulb", address: "digest@news.flashbulb.example" },
    listId: "weekly.flashbulb.example",
    siteUrl: "https://flashbulb.example",
    ...changes,
  });

/** 16 hexadecimal digits that differ from those of any other name by some 32 of 64 bits. */
export const hashOf = (name: string): string => createHash("sha256").update(name).digest("hex").slice(0, 16);

export type PhotoFacts = Partial<Omit<Photo, "measures">> & {
  size?: readonly [width: number, height: number];
  measures?: Partial<Photo["measures"]>;
  /** What stands in it: two names are two pictures. */
  shows?: string;
};

/** A photo as fetched and measured: 1800 × 1200, sharp, captioned, credited, a picture of its own. */
export const aShot = (id: string, position = 0, facts: PhotoFacts = {}): Photo => {
  const { size: [width, height] = [1800, 1200], measures, shows = id, ...changes } = facts;
  return photoSchema.parse({
    id,
    position,
    url: `https://pictures.flashbulb.example/${id}.jpg`,
    placement: "set",
    caption: `Somewhere in the week, number ${position + 1}`,
    credit: "Photo: Ada Brandt/Lumen",
    measures: {
      width,
      height,
      phash: hashOf(shows),
      phashMirrored: hashOf(`${shows}, mirrored`),
      sharpness: 10,
      clipping: 0.01,
      dominantColour: "#50555c",
      attention: { x: 0.5, y: 0.45 },
      ...measures,
    },
    original: { key: `originals/${id}.jpg`, width, height, bytes: 400_000 },
    ...changes,
  });
};

/** Sizes of a busy set: wide, upright, wide, wide, upright. */
export const usualSizes = [
  [1800, 1200],
  [1200, 1800],
  [2000, 1333],
  [1600, 1067],
  [1333, 2000],
] as const;

/** A set of so many photos, in the order of the post. */
export const aSet = (post: string, count: number, facts: PhotoFacts = {}): Photo[] =>
  Array.from({ length: count }, (_, at) =>
    aShot(`${post}-p${at}`, at, { size: usualSizes[at % usualSizes.length] as readonly [number, number], ...facts }),
  );

export type PostFacts = Partial<Post> & { day?: number };

/** A post of the window's day 0 to 6, in the afternoon, seen five minutes later. */
export const aPostOf = (id: string, { day: which = 0, ...changes }: PostFacts = {}): Post => {
  const publishedAt = changes.publishedAt ?? addMilliseconds(aWindow.from, which * day + 6 * hour);
  return postSchema.parse({
    id,
    newsletterId: "flashbulb",
    source: "feed",
    guid: id,
    url: `https://flashbulb.example/${id}`,
    title: `The story of ${id}`,
    publishedAt,
    firstSeenAt: addMilliseconds(publishedAt, 300_000),
    fingerprint: id,
    paragraphs: [`What happened at ${id} was seen by many.`],
    excerpt: `What happened at ${id} was seen by many.`,
    ...changes,
  });
};

/** A full week: so many posts over its seven days, each with a set, a topic of five, and comments. */
export const aWeek = (posts: number, photosEach = 12): Post[] =>
  Array.from({ length: posts }, (_, at) =>
    aPostOf(`post-${at}`, {
      day: at % 7,
      tags: [`topic ${at % 5}`],
      commentCount: (at * 37) % 90,
      photos: aSet(`post-${at}`, photosEach),
    }),
  );

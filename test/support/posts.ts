import type { Arrival } from "../../functions/posts/arrival.ts";
import { type Photo, photoSchema, type ReadyPhoto } from "../../functions/posts/photo.ts";
import { type IncomingPost, incomingPostSchema } from "../../functions/posts/post.ts";

export const newsletterId = "flashbulb";

/** What a source says of a post: one of Tuesday 10 November 2026, with a paragraph and no photo. */
export const anIncomingPost = (changes: Partial<IncomingPost> = {}): IncomingPost =>
  incomingPostSchema.parse({
    guid: "post-1",
    url: "https://flashbulb.example/2026/11/post-1",
    title: "Harbour lights",
    publishedAt: "2026-11-10T09:00:00.000Z",
    paragraphs: ["The boats came in before the fog did."],
    excerpt: "The boats came in before the fog did.",
    ...changes,
  });

export const aPhoto = (name: string, changes: Partial<Photo> = {}): Photo =>
  photoSchema.parse({
    id: `photo-${name}`,
    position: 0,
    url: `https://pictures.flashbulb.example/${name}.jpg`,
    placement: "set",
    ...changes,
  });

/** The photo as fetching gives it back: measured, and stored under its id. */
export const asFetched = (photo: Photo, changes: Partial<Photo> = {}): ReadyPhoto => ({
  ...photo,
  width: 1200,
  height: 800,
  measures: {
    width: 1200,
    height: 800,
    phash: "0123456789abcdef",
    phashMirrored: "fedcba9876543210",
    sharpness: 12,
    clipping: 0.01,
    dominantColour: "#3a4b5c",
    attention: { x: 0.5, y: 0.4 },
  },
  original: { key: `photos/${photo.id}.jpg`, width: 1200, height: 800, bytes: 200_000 },
  files: [{ key: `photos/${photo.id}-600.jpg`, width: 600, height: 400, bytes: 60_000 }],
  ...changes,
});

export const anArrival = (said: Partial<IncomingPost> = {}, changes: Partial<Arrival> = {}): Arrival => ({
  newsletterId,
  source: "https://flashbulb.example/feed",
  said: anIncomingPost(said),
  now: "2026-11-10T10:00:00.000Z",
  ...changes,
});

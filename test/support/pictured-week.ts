import sharp from "sharp";
import type { StoredFile } from "../../functions/core/files.ts";
import type { Photo } from "../../functions/posts/photo.ts";
import type { Post } from "../../functions/posts/post.ts";
import { aPostOf, aShot } from "./digest-week.ts";
import { realPhoto, realPhotoNames } from "./photographs.ts";

const headlines = [
  "The harbour wakes before the crew does",
  "Ines de la Cruz walks the mole in somebody else’s boots",
  "Forty boxes of bread for one scene about hunger",
  "The cat that was in every shot, and in none of the scripts",
  "A canyon, a crane, and eleven minutes of light",
  "Who painted the yellow house blue",
  "Rain on the day of the wedding, and nobody minded",
  "Two brothers, one bicycle, a very long hill",
  "The night shift at the lighthouse",
  "What the stunt doubles had for lunch",
];
const captions = [
  "The boats came in before the fog did",
  "Nobody on the mole waved but the man who sells the ice",
  "Between two takes, with the wind from the wrong side",
  "The crew waits for a cloud to move",
  "Last light on the upper road",
];

/** A week of posts with real photographs, captioned and credited, `pictureAt` being where they are. */
export const aPicturedWeek = (
  posts: number,
  photosEach: number,
  changes: (at: number) => Partial<Post> = () => ({}),
): Post[] =>
  Array.from({ length: posts }, (_, at) => {
    const id = `post-${at}`;
    const round = Math.floor(at / headlines.length);
    return aPostOf(id, {
      day: at % 4,
      title: `${headlines[at % headlines.length]}${round > 0 ? `, part ${round + 1}` : ""}`,
      excerpt: `${captions[at % captions.length]}, and it was a ${["quiet", "long", "bright"][at % 3]} morning for everybody on the set. By noon there was coffee for all of them.`,
      tags: [`topic ${at % 7}`],
      commentCount: (at * 37) % 90,
      photos: Array.from({ length: photosEach }, (_, position) => {
        const upright = position % 3 === 1;
        return withFiles(aShot(`${id}-p${position}`, position, { size: upright ? [800, 1200] : [1200, 800] }), at);
      }),
      ...changes(at),
    });
  });

const withFiles = (photo: Photo, at: number): Photo => {
  const { width = 3, height = 2 } = photo.original ?? {};
  const key = `photos/${photo.id}/${realPhotoNames[(at * 3 + photo.position) % realPhotoNames.length]}/${width}x${height}`;
  return {
    ...photo,
    caption: `${captions[(at + photo.position) % captions.length]}, number ${photo.position + 1} of ${at + 1}.`,
    original: { key: `${key}/original.jpg`, width, height, bytes: 400_000 },
    files: [{ key: `${key}/600.jpg`, width: 600, height: Math.round((600 * height) / width), bytes: 60_000 }],
  };
};

const made = new Map<string, Promise<Buffer>>();

/** The picture at a key of such a week, made when it is first asked for. */
export const pictureAt = async (key: string): Promise<StoredFile | undefined> => {
  const [, name, width, height, file] = /^photos\/[^/]+\/([a-z-]+)\/(\d+)x(\d+)\/(original|600)\.jpg$/.exec(key) ?? [];
  const known = realPhotoNames.find((each) => each === name);
  if (!known) return undefined;
  const size =
    file === "600"
      ? { width: 600, height: Math.round((600 * Number(height)) / Number(width)) }
      : { width: Number(width), height: Number(height) };
  const kind = `${name} ${size.width}x${size.height}`;
  const bytes =
    made.get(kind) ??
    sharp(realPhoto(known))
      .resize({ ...size, fit: "cover" })
      .jpeg({ quality: 85 })
      .toBuffer();
  made.set(kind, bytes);
  return { bytes: new Uint8Array(await bytes), contentType: "image/jpeg" };
};

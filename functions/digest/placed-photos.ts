import type { Digest, PlacedPhoto } from "./digest.ts";

/** Every photo that the digest shows, in the order of the mail. */
export const placedPhotos = (digest: Digest): PlacedPhoto[] =>
  digest.blocks.flatMap((block) => {
    if (block.kind === "lead") return block.lead.photo ? [block.lead.photo] : [];
    if (block.kind === "highlights") return block.rows.flatMap(({ photos }) => [...photos]);
    if (block.kind !== "stories") return [];
    return block.stories.flatMap(({ shape, photo }) => (shape === "card" && photo ? [photo] : []));
  });

/** The same part of the same photo at the same width is one file. */
export const placeKey = ({ photoId, crop, fileWidth }: PlacedPhoto): string =>
  `${photoId}:${crop.left},${crop.top},${crop.width},${crop.height}@${fileWidth}`;

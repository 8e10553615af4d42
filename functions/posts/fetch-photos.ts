import type { Files } from "../core/files.ts";
import type { GuardedFetch } from "../core/guarded-fetch.ts";
import { inParallel } from "../core/in-parallel.ts";
import type { Undecodable } from "./decode-photo.ts";
import { keepPhoto } from "./keep-photo.ts";
import { isReady, isSilent, type Photo } from "./photo.ts";
import { withMetadata } from "./photo-metadata.ts";
import { whyNotFetched } from "./why-not-fetched.ts";

/** Pictures of one post on their way at a time; their decoding is the memory that intake needs. */
const atATime = 4;

/**
 * The photos in their order, each fetched, measured and kept, with the words of its own metadata where the post has
 * none; those we hold already are left as they are. A photo that cannot be had keeps its place with the reason in
 * `failure`, and `failureLasts` when the same would come of every other try; it never stops the others. `onPhoto` hears
 * of each as it is done.
 */
export const fetchPhotos = async (
  deps: { fetch: GuardedFetch; files: Files; onPhoto?: (photo: Photo) => void },
  photos: readonly Photo[],
): Promise<Photo[]> =>
  inParallel(photos, atATime, async (photo) => {
    const fetched = isReady(photo) ? photo : await fetchPhoto(deps, photo);
    deps.onPhoto?.(fetched);
    return fetched;
  });

const fetchPhoto = async (deps: { fetch: GuardedFetch; files: Files }, photo: Photo): Promise<Photo> => {
  const fetched = await deps.fetch({ url: photo.url, kind: "picture" });
  if (!fetched.ok) return failed(photo, whyNotFetched(fetched, ofPictures), fetched.reason === "too-large");
  const kept = await keepPhoto(deps, { photoId: photo.id, bytes: fetched.bytes, ...creditsOf(photo) });
  if (!kept.ok) return failed(photo, undecodable[kept.reason], lasting.has(kept.reason));
  const { failure: _, failureLasts: _lasts, ...rest } = withMetadata(photo, kept.metadata);
  return { ...rest, measures: kept.measures, original: kept.original, files: kept.files };
};

const creditsOf = (photo: Photo) =>
  isSilent(photo, "credit") ? { otherwise: photo.sharedCredit } : { credit: photo.credit };

const failed = ({ failureLasts: _, ...photo }: Photo, failure: string, lasts: boolean): Photo => ({
  ...photo,
  failure,
  ...(lasts && { failureLasts: true }),
});

/** Failures that lie in the picture itself and will not go away with another try. */
const lasting: ReadonlySet<Undecodable> = new Set(["svg", "heic", "animated", "too-many-pixels", "too-small"]);

const undecodable: Record<Undecodable, string> = {
  svg: "is an SVG drawing, which is never shown",
  heic: "is HEIC, which cannot be read here",
  "unknown-format": "is no JPEG, PNG, WebP, GIF or AVIF",
  animated: "is animated",
  "too-many-pixels": "has more than 40 million pixels",
  "too-small": "is under 64 px",
  broken: "is broken or cut short",
};

const ofPictures = { "content-type": "is not a picture", "too-large": "is larger than 10 MB" };

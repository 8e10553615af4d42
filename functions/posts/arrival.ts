import { derivedId } from "../core/ids.ts";
import type { Instant } from "../core/time.ts";
import { asSaid, isReady, isSilent, type Photo, wordsOfPhotos } from "./photo.ts";
import { type IncomingPost, incomingPostSchema, leavesAt, type Post, postId } from "./post.ts";
import { askedAnew, rewordedFields } from "./source-words.ts";

/** A post on its way in: what a source says now, and what was fetched for it. */
export type Arrival = {
  newsletterId: string;
  /** The feed's address, the file's name, or `api`. */
  source: string;
  said: IncomingPost;
  /** What was said, completed from the post's own page; or why that could not be read. */
  completed?: IncomingPost;
  pageFailure?: string;
  /** Photos of the post as fetched and measured, or with the reason why they could not be had. */
  fetched?: readonly Photo[];
  now: Instant;
};

/**
 * What becomes of a post when a source speaks of it; the same words again change nothing.
 * The source's words are replaced, unless they are older than those we have; the editor's edits, the first sight and
 * the measures of unchanged photos stay. It lives again if it was a source that had withdrawn it.
 */
export const mergedPost = (stored: Post | undefined, arrival: Arrival): Post => {
  const { newsletterId, said, now } = arrival;
  const fingerprint = fingerprintOf(said);
  const first = { id: postId(newsletterId, said.guid), newsletterId, firstSeenAt: now, edits: {} };
  const spoken = { ...contentOf(stored, arrival), source: arrival.source, fingerprint };
  const post: Post = !stored ? { ...first, ...spoken } : hasNews(stored, arrival) ? { ...stored, ...spoken } : stored;
  const reworded = stored && post !== stored ? rewordedFields(stored, post) : [];
  const photos = mergedPhotos(stored?.photos ?? [], post.photos, arrival.fetched ?? []);
  const revived = stored?.withdrawnBy === "source" || (stored?.withdrawnBy === "page" && reworded.length > 0);
  const moved = stored !== undefined && (revived || leavesAt(post) !== leavesAt(stored));
  return tidy({
    ...post,
    photos,
    ...(stored && reworded.length > 0 && { rewordedAt: now, sourceSays: askedAnew(stored, reworded) }),
    ...(revived && { withdrawnAt: undefined, withdrawnBy: undefined }),
    ...(moved && { arrivedAt: now }),
  });
};

/** What was fetched for a stored post after it was taken in. */
export type Fetched = Pick<Arrival, "completed" | "pageFailure"> & { fetched: readonly Photo[] };

/** The post with what was fetched for it since; what its source said last stays as it is. */
export const withFetched = (stored: Post, { completed, pageFailure, fetched }: Fetched): Post => {
  const post = completed
    ? { ...stored, ...contentOf(stored, { said: completed, completed }) }
    : { ...stored, ...(pageFailure !== undefined && { pageFailure }) };
  return tidy({ ...post, photos: mergedPhotos(stored.photos, post.photos, fetched) });
};

/** The photos whose pixels we do not have and may get. */
export const photosLacking = (photos: readonly Photo[]): Photo[] =>
  photos.filter((photo) => !isReady(photo) && !photo.failureLasts).map(({ failure: _, ...photo }) => photo);

/** Whether a source's words are older than those we have: feeds and callers may come out of order. */
export const isOlder = (said: IncomingPost, stored: Post): boolean =>
  said.updatedAt !== undefined && stored.updatedAt !== undefined && said.updatedAt < stored.updatedAt;

/** Whether the page of the post is to be read: the source has no pictures of it, and nobody has looked for them yet. */
export const lacksPictures = (stored: Post | undefined, said: IncomingPost): boolean =>
  said.photos.length === 0 &&
  (!stored ||
    (!isOlder(said, stored) && (stored.pageFailure !== undefined || stored.fingerprint !== fingerprintOf(said))));

/** The photos of the post, as `mergedPost` would make it of this arrival, whose pixels we do not have and may get. */
export const photosToFetch = (stored: Post | undefined, arrival: Arrival): Photo[] =>
  photosLacking(mergedPost(stored, arrival).photos);

/** Identifies what a source says of a post, whoever says it: not our measures, and no date that we gave it ourselves. */
export const fingerprintOf = (said: IncomingPost): string => {
  const photos = said.photos.map((photo) => ({ ...photo, ...nothingOfOurs }));
  const publishedAt = said.undated ? undefined : said.publishedAt;
  return derivedId("said", canonical({ ...said, publishedAt, photos }));
};

/** Says whether two posts are the same in all that is stored. */
export const isSame = (a: Post, b: Post): boolean => canonical(a) === canonical(b);

const nothingOfOurs = {
  ...{ measures: undefined, original: undefined, files: [], fromFile: undefined },
  ...{ failure: undefined, failureLasts: undefined },
};

const hasNews = (stored: Post, { said, completed }: Arrival): boolean =>
  !isOlder(said, stored) && (completed !== undefined || stored.fingerprint !== fingerprintOf(said));

/** All that a source says, also what it no longer says. */
const contentOf = (
  stored: Post | undefined,
  { said, completed, pageFailure }: Pick<Arrival, "said" | "completed" | "pageFailure">,
) => {
  const silent = Object.fromEntries(Object.keys(incomingPostSchema.shape).map((field) => [field, undefined]));
  const content = completed ?? said;
  const publishedAt = content.undated && stored ? stored.publishedAt : content.publishedAt;
  // Pictures once found on the page are not lost because the page cannot be read today.
  const photos = pageFailure && content.photos.length === 0 && stored ? stored.photos : content.photos;
  return { ...silent, ...content, publishedAt, photos, pageFailure };
};

const mergedPhotos = (stored: readonly Photo[], said: readonly Photo[], fetched: readonly Photo[]): Photo[] => {
  const had = new Map(stored.map((photo) => [photo.id, photo]));
  const brought = new Map(fetched.map((photo) => [photo.id, photo]));
  return said.map((each) => {
    const photo = asSaid(each);
    const before = had.get(photo.id);
    const known = before?.url === photo.url ? before : undefined;
    const now = brought.get(photo.id);
    if (now && (isReady(now) || !known || !isReady(known))) return withFile(photo, now, wordsOfPhotos);
    return known ? withFile(photo, known, known.fromFile ?? []) : photo;
  });
};

/** The photo as the source says it, with what its file taught us: the pixels, and those words that the source lacks. */
const withFile = (photo: Photo, file: Photo, words: readonly Words[]): Photo => {
  const taken = words.filter((word) => isSilent(photo, word) && file[word] !== undefined && file[word] !== photo[word]);
  return {
    ...photo,
    ...Object.fromEntries(taken.map((word) => [word, file[word]])),
    ...(file.measures && { width: file.measures.width, height: file.measures.height }),
    measures: file.measures,
    original: file.original,
    files: file.files,
    failure: file.failure,
    failureLasts: file.failureLasts,
    fromFile: taken.length > 0 ? taken : undefined,
  };
};

type Words = (typeof wordsOfPhotos)[number];

/** Without what is undefined: what is stored and what is compared are then the same. */
const tidy = (post: Post): Post => JSON.parse(JSON.stringify(post)) as Post;

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === "object" && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

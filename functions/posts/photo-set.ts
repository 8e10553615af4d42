import { derivedId } from "../core/ids.ts";
import { isFileName } from "./chaff.ts";
import { creditOf, splitCredit } from "./credit.ts";
import { isDecoration } from "./decoration.ts";
import type { Photo } from "./photo.ts";
import { isBound, isPictureFile, pictureIdentity, statedHeight, statedWidth } from "./picture-address.ts";
import { plainField } from "./plain-field.ts";
import { cutAtWord, gist, oneLine } from "./plain-text.ts";

/**
 * One address of a picture and, where something says so, the width of the file behind it. `original` is the file that
 * a shown picture links to.
 */
export type Candidate = { url: string; width?: number | undefined; original?: boolean };

/** A picture as a source shows it, before the sizes of one picture are brought together. */
export type FoundPhoto = {
  candidates: readonly Candidate[];
  /** As the source declares it for the place where it is shown. */
  width?: number | undefined;
  height?: number | undefined;
  caption?: string | undefined;
  alt?: string | undefined;
  credit?: string | undefined;
  /** Whom the source names for all of its pictures that name nobody. */
  sharedCredit?: string | undefined;
  /** The source says that it is not for everybody. */
  sensitive?: boolean;
  placement: Photo["placement"];
};

const photosMax = 200;

/**
 * The photos of a post in reading order, each once: every size of one picture becomes one photo at the largest address
 * that the source itself gives, with the first caption, credit and alt said of it, and sensitive when it is anywhere
 * called so. At most 200; the rest is left out.
 */
export const photoSet = (found: readonly FoundPhoto[], postId: string, title = ""): Photo[] => {
  const sets = new Map<string, FoundPhoto>();
  for (const photo of found) {
    const candidates = photo.candidates.filter(({ url }) => /^https?:\/\//i.test(url) && URL.canParse(url));
    const best = largest(candidates);
    if (!best) continue;
    const names = candidates.map(({ url }) => pictureIdentity(url));
    const key = names.find((name) => sets.has(name)) ?? pictureIdentity(best.url);
    const known = sets.get(key);
    sets.set(key, known ? merged(known, { ...photo, candidates }) : { ...photo, candidates });
  }
  const photos = new Map(
    [...sets.values()].map((photo) => [pictureIdentity(largest(photo.candidates)?.url ?? ""), photo]),
  );
  return [...photos.values()].slice(0, photosMax).map((photo, position) => asPhoto(photo, position, postId, title));
};

/** The id of a picture in a post, the same whichever of its sizes is named. */
export const photoId = (postId: string, url: string): string => derivedId("photo", postId, pictureIdentity(url));

const merged = (first: FoundPhoto, again: FoundPhoto): FoundPhoto => ({
  ...first,
  candidates: [...first.candidates, ...again.candidates],
  caption: first.caption || again.caption,
  alt: first.alt || again.alt,
  credit: first.credit || again.credit,
  sharedCredit: first.sharedCredit || again.sharedCredit,
  ...(first.width === undefined && { width: again.width, height: again.height }),
  ...(again.sensitive && { sensitive: true }),
});

/** The file that is widest by what is said of it; an address without the size that its siblings have is the original. */
const largest = (candidates: readonly Candidate[]): Candidate | undefined => {
  const sized = new Set(candidates.filter(({ url }) => statedWidth(url)).map(({ url }) => pictureIdentity(url)));
  const widthOf = ({ url, width, original }: Candidate) =>
    original ? 200_000 : (width ?? statedWidth(url) ?? (sized.has(pictureIdentity(url)) ? 100_000 : 0));
  return candidates.reduce<Candidate | undefined>(
    (best, each) => (best === undefined || widthOf(each) > widthOf(best) ? each : best),
    undefined,
  );
};

const asPhoto = (photo: FoundPhoto, position: number, postId: string, title: string): Photo => {
  const best = largest(photo.candidates) as Candidate;
  const size = sizeOf(photo, best);
  const split = splitCredit(plainField(photo.caption));
  const own = creditOf(plainField(photo.credit)) || split.credit;
  const shared = own ? undefined : creditOf(photo.sharedCredit);
  const credit = own || shared;
  const caption = worthSaying(split.caption, title);
  const alt = worthSaying(plainField(photo.alt), "");
  return {
    id: photoId(postId, best.url),
    position,
    url: new URL(best.url).href,
    placement: photo.placement,
    ...size,
    ...(caption && { caption: cutAtWord(caption, 2000) }),
    ...(alt && gist(alt) !== gist(caption) && { alt: cutAtWord(alt, 1000) }),
    ...(credit && { credit }),
    ...(shared && { sharedCredit: shared }),
    ...(photo.sensitive && { sensitive: true }),
    files: [],
  };
};

/** Empty for the name of a file and for the title said again. */
const worthSaying = (text: string | undefined, title: string): string => {
  const line = oneLine(text ?? "");
  return isFileName(line) || gist(line) === "" || gist(line) === gist(title) ? "" : line;
};

/** The size of the file at the chosen address: as stated for it, else as declared when it is the one shown. */
const sizeOf = (photo: FoundPhoto, best: Candidate): { width?: number; height?: number } => {
  const width = whole(best.width ?? (isBound(best.url) ? undefined : statedWidth(best.url)));
  const ratio = photo.width && photo.height ? photo.height / photo.width : undefined;
  if (width) {
    const height = whole(statedHeight(best.url) ?? (ratio && width * ratio));
    return { width, ...(height && { height }) };
  }
  if (best.url !== photo.candidates[0]?.url) return {};
  const declared = { width: whole(photo.width), height: whole(photo.height) };
  return { ...(declared.width && { width: declared.width }), ...(declared.height && { height: declared.height }) };
};

const whole = (size: number | undefined): number | undefined =>
  size !== undefined && size >= 1 && size < 100_000 ? Math.round(size) : undefined;

/** Whether anything found here could be a photo: has an address that is no decoration. */
export const isPhoto = (photo: FoundPhoto, className = ""): boolean =>
  photo.candidates.some(({ url }) => URL.canParse(url)) &&
  photo.candidates.every(
    ({ url }) => !isDecoration({ url, width: photo.width, height: photo.height, alt: photo.alt, className }),
  );

/** A link around a picture leads to its larger file when it ends as a picture's address does. */
export const fileBehind = (href: string | undefined): Candidate[] =>
  href && isPictureFile(href) ? [{ url: href, original: true }] : [];

import { InvalidInput } from "../core/errors.ts";
import { type Variant, variants } from "../core/rendition.ts";
import { isReady, type PhotoFile, type ReadyPhoto } from "../posts/photo.ts";
import type { Crop, Digest, PlacedPhoto } from "./digest.ts";
import { encodedSize, htmlBudgetBytes, photoBudgetBytes } from "./encoded-size.ts";
import type { MailInput } from "./mail-input.ts";
import { placedPhotos, placeKey } from "./placed-photos.ts";
import { type Body, renderDigest } from "./render-digest.ts";
import { trimOnce } from "./trim.ts";
import { viewMail } from "./view-mail.ts";

/** The file of a part of a photo, `width` pixels wide, as a JPEG of that quality; made when it is not there yet. */
export type PhotoFileOf = (input: {
  photo: ReadyPhoto;
  crop: Crop;
  width: number;
  quality: number;
}) => Promise<PhotoFile>;

export type FitInput = Omit<MailInput, "links"> & {
  links: Omit<MailInput["links"], "photo">;
};

export type FittedDigest = {
  /** As it was rendered; its `trimmed` tells what was taken away. */
  digest: Digest;
  bodies: Record<Variant, Body>;
  /** Of the larger variant, as encoded, slots at their longest. */
  htmlBytes: number;
  /** Sponsors' pictures among them. */
  photoBytes: number;
  /** The address of every photo shown. */
  photos: readonly { placed: PlacedPhoto; url: string }[];
};

/** JPEG qualities, best first: pictures get lighter before the digest gets shorter. */
export const qualities = [80, 72, 64, 56] as const;

/**
 * Both variants of the mail, within both byte budgets: while one is over, pictures are made lighter, then the digest is
 * trimmed a step at a time. Throws `InvalidInput` when it is over although nothing more may go.
 */
export const fitDigest = async (deps: { photoFile: PhotoFileOf }, input: FitInput): Promise<FittedDigest> => {
  let { digest } = input;
  let step = 0;
  for (;;) {
    const made = await make(deps.photoFile, { ...input, digest }, qualities[step] as number);
    const lightEnough = made.photoBytes <= photoBudgetBytes;
    if (lightEnough && made.htmlBytes <= htmlBudgetBytes) return made;
    if (!lightEnough && step < qualities.length - 1) {
      step += 1;
      continue;
    }
    const trimmed = trimOnce(digest, lightEnough ? "html" : "pictures");
    if (!trimmed) throw new InvalidInput(`issue ${input.issueId} is too large: ${over(made)}, and nothing more may go`);
    digest = { ...trimmed.digest, trimmed: [...digest.trimmed, trimmed.told] };
  }
};

const over = ({ htmlBytes, photoBytes }: FittedDigest): string =>
  `${htmlBytes} of ${htmlBudgetBytes} bytes of HTML, ${photoBytes} of ${photoBudgetBytes} bytes of pictures`;

const make = async (photoFile: PhotoFileOf, input: FitInput, quality: number): Promise<FittedDigest> => {
  const placed = placedPhotos(input.digest);
  const files = new Map(
    await Promise.all(
      placed.map(async (place): Promise<[string, PhotoFile]> => {
        const { crop, fileWidth: width } = place;
        return [placeKey(place), await photoFile({ photo: photoOf(input, place), crop, width, quality })];
      }),
    ),
  );
  const urlOf = (place: PlacedPhoto): string => input.links.file((files.get(placeKey(place)) as PhotoFile).key);
  const render = (variant: Variant): Body =>
    renderDigest(viewMail({ ...input, links: { ...input.links, photo: urlOf } }, variant));
  const bodies = { everything: render("everything"), photos: render("photos") };
  const sentinels = Object.values(input.links.slots);
  return {
    digest: input.digest,
    bodies,
    htmlBytes: Math.max(...variants.map((variant) => encodedSize(bodies[variant].html, sentinels))),
    photoBytes: sumOf([...files.values(), ...sponsorPictures(input.digest)]),
    photos: placed.map((place) => ({ placed: place, url: urlOf(place) })),
  };
};

const sumOf = (files: readonly { bytes: number }[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

const sponsorPictures = ({ blocks }: Digest) =>
  blocks.flatMap((block) => (block.kind === "sponsor" && block.sponsor.photo ? [block.sponsor.photo] : []));

const photoOf = ({ posts }: FitInput, { postId, photoId }: PlacedPhoto): ReadyPhoto => {
  const photo = posts.get(postId)?.photos.find(({ id }) => id === photoId);
  if (!photo || !isReady(photo)) throw new Error(`photo ${photoId} of post ${postId} is placed and not there`);
  return photo;
};

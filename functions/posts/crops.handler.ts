import { cropsParts } from "../aws/posts.ts";
import { cropRequestSchema } from "./crop-request.ts";
import { keepSponsorPicture } from "./keep-sponsor-picture.ts";
import type { PhotoFile } from "./photo.ts";
import { photoFile } from "./photo-file.ts";
import { pictureRequestSchema, type SponsorPictureKept } from "./picture-request.ts";

const parts = cropsParts();

/** Makes a crop, or keeps a sponsor's picture, and answers which file it is; the caller hears of a failure as an error of the function. */
export const handler = (event: unknown): Promise<PhotoFile | SponsorPictureKept> => {
  const asked = pictureRequestSchema.safeParse(event).data;
  if (!asked) return photoFile(parts, cropRequestSchema.parse(event));
  return keepSponsorPicture(parts, { sponsorId: asked.sponsorId, bytes: Buffer.from(asked.picture, "base64") });
};

import { createHash } from "node:crypto";
import sharp from "sharp";
import type { Files } from "../core/files.ts";
import { derivedId } from "../core/ids.ts";
import { decodePhoto } from "./decode-photo.ts";
import { mailJpeg, put } from "./keep-photo.ts";
import type { SponsorPictureKept } from "./picture-request.ts";
import { rawInput } from "./pixels.ts";

/** Twice the width of the mail. */
const mostWidth = 1200;
/** As the lead's photo: 4:5. */
const highest = 5 / 4;
const quality = 72;

/**
 * Keeps a sponsor's picture as the mail shows it: a JPEG of at most 1,200 px width, without what a camera wrote into it.
 * Its key follows from the bytes, so that another one never changes what a sent mail shows.
 */
export const keepSponsorPicture = async (
  deps: { files: Pick<Files, "put"> },
  { sponsorId, bytes }: { sponsorId: string; bytes: Uint8Array },
): Promise<SponsorPictureKept> => {
  const decoded = await decodePhoto(bytes);
  if (!decoded.ok) return decoded;
  const { photo } = decoded;
  if (photo.height > photo.width * highest) return { ok: false, reason: "too-high" };
  const fingerprint = derivedId("picture", createHash("sha256").update(bytes).digest("hex"));
  const resized = sharp(photo.data, rawInput(photo)).resize({ width: mostWidth, withoutEnlargement: true });
  const key = `photos/sponsor-${sponsorId}/${fingerprint}/${mostWidth}.jpg`;
  return { ok: true, file: await put(deps.files, key, mailJpeg(resized, quality)) };
};

import { createHash } from "node:crypto";
import sharp, { type Sharp } from "sharp";
import type { Files } from "../core/files.ts";
import { derivedId } from "../core/ids.ts";
import { type DecodedPhoto, decodePhoto, type Undecodable } from "./decode-photo.ts";
import { measurePhoto } from "./measure-photo.ts";
import type { Measures, PhotoFile } from "./photo.ts";
import { type PhotoMetadata, readMetadata } from "./photo-metadata.ts";
import { rawInput } from "./pixels.ts";
import { writeCredit } from "./write-credit.ts";

export type KeptPhoto =
  | { ok: true; measures: Measures; original: PhotoFile; files: PhotoFile[]; metadata: PhotoMetadata }
  | { ok: false; reason: Undecodable };

/** The widths that every photo is kept in, largest first, with their JPEG quality. */
const keptSizes = [
  { width: 1200, quality: 78 },
  { width: 600, quality: 72 },
] as const;

const originalQuality = 90;

/**
 * Keeps a picture: measured, as an upright sRGB original (at most 2,400 px on the long side) and in the mail's widths,
 * never enlarged, each file with the creator, copyright and credit in it and no other metadata. `credit` is the
 * source's own word on who is to be named, `otherwise` who is where neither source nor file name anybody. Keys follow from the bytes: the same picture is the same files, and another
 * picture at the same address never changes what a sent mail shows.
 */
export const keepPhoto = async (
  deps: { files: Files },
  input: {
    photoId: string;
    bytes: Uint8Array<ArrayBuffer>;
    credit?: string | undefined;
    otherwise?: string | undefined;
  },
): Promise<KeptPhoto> => {
  const decoded = await decodePhoto(input.bytes);
  if (!decoded.ok) return decoded;
  const { photo } = decoded;
  const metadata = readMetadata(input.bytes, photo.xmpBytes);
  const authorship = { ...metadata, credit: input.credit || metadata.credit || input.otherwise };
  const fingerprint = derivedId("picture", createHash("sha256").update(input.bytes).digest("hex"));
  const folder = `photos/${input.photoId}/${fingerprint}`;
  const save = (name: string, jpeg: Sharp) => put(deps.files, `${folder}/${name}.jpg`, writeCredit(jpeg, authorship));
  const [measures, original, ...files] = await Promise.all([
    measurePhoto(photo, photo.transparency),
    save("original", sharp(photo.data, rawInput(photo)).jpeg({ quality: originalQuality })),
    ...keptSizes.map((size) => save(`${size.width}`, resized(photo, size))),
  ]);
  return { ok: true, measures, original, files, metadata };
};

const resized = (photo: DecodedPhoto, { width, quality }: (typeof keptSizes)[number]): Sharp =>
  mailJpeg(sharp(photo.data, rawInput(photo)).resize({ width, withoutEnlargement: true }), quality);

/**
 * A JPEG as mails carry it. MozJPEG's trellis without its search for the best scans: 2 % more bytes for a third less
 * time.
 */
export const mailJpeg = (picture: Sharp, quality: number): Sharp =>
  picture.jpeg({ quality, mozjpeg: true, optimiseScans: false, progressive: true });

/** Puts the JPEG and says what was put. */
export const put = async (files: Pick<Files, "put">, key: string, jpeg: Sharp): Promise<PhotoFile> => {
  const { data, info } = await jpeg.toBuffer({ resolveWithObject: true });
  await files.put(key, data, "image/jpeg");
  return { key, width: info.width, height: info.height, bytes: data.length };
};

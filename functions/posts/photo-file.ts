import sharp from "sharp";
import type { Files } from "../core/files.ts";
import { mailJpeg, put } from "./keep-photo.ts";
import type { PhotoFile, ReadyPhoto } from "./photo.ts";
import { readMetadata } from "./photo-metadata.ts";
import { writeCredit } from "./write-credit.ts";

/** A rectangle of the upright picture, in pixels of `measures`. */
export type PhotoCrop = { left: number; top: number; width: number; height: number };

/**
 * The JPEG of one crop of a photo at one width, made from the kept original once and found again ever after under a
 * key that says what it is. Never enlarged: the file is as wide as asked for or as the crop, whichever is less. The
 * creator, copyright and credit stay in it. Throws when the crop lies outside the picture or the original is gone.
 */
export const photoFile = async (
  deps: { files: Files },
  input: { photo: ReadyPhoto; crop: PhotoCrop; width: number; quality: number },
): Promise<PhotoFile> => {
  const { photo, crop, quality } = input;
  assertInside(crop, photo);
  const width = Math.min(input.width, crop.width);
  const height = Math.round((width * crop.height) / crop.width);
  const key = `${photo.original.key.replace(/\/original\.jpg$/, "")}/${keyPart(crop)}-${width}-q${quality}.jpg`;
  const made = await deps.files.get(key);
  if (made) return { key, width, height, bytes: made.bytes.length };
  const original = await deps.files.get(photo.original.key);
  if (!original) throw new Error(`the original of photo ${photo.id} is gone`);
  const jpeg = sharp(original.bytes).extract(crop).resize(width, height, { fit: "fill" });
  return put(deps.files, key, writeCredit(mailJpeg(jpeg, quality), readMetadata(original.bytes)));
};

const keyPart = ({ left, top, width, height }: PhotoCrop): string => `${left}-${top}-${width}-${height}`;

const assertInside = ({ left, top, width, height }: PhotoCrop, { id, measures }: ReadyPhoto): void => {
  const whole = [left, top, width, height].every(Number.isInteger);
  if (!whole || left < 0 || top < 0 || width < 1 || height < 1)
    throw new Error(`the crop of photo ${id} is no rectangle of whole pixels`);
  if (left + width > measures.width || top + height > measures.height)
    throw new Error(`the crop of photo ${id} lies outside of it`);
};

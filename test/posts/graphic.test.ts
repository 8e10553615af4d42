import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodePhoto } from "../../functions/posts/decode-photo.ts";
import { graphicKind } from "../../functions/posts/graphic.ts";
import { analysisCopy, measurePhoto } from "../../functions/posts/measure-photo.ts";
import { greyOf } from "../../functions/posts/pixels.ts";
import { graphics, realPhoto, realPhotoNames } from "../support/photographs.ts";

const kindOf = async (bytes: Uint8Array) => {
  const decoded = await decodePhoto(bytes);
  if (!decoded.ok) throw new Error(decoded.reason);
  return (await measurePhoto(decoded.photo, decoded.photo.transparency)).graphic;
};

/** The same without the other measures, for a hundred copies. */
const kindAlone = async (bytes: Uint8Array) => {
  const decoded = await decodePhoto(bytes);
  if (!decoded.ok) throw new Error(decoded.reason);
  const small = await analysisCopy(decoded.photo);
  return graphicKind(small, greyOf(small), decoded.photo.transparency);
};

const drawn = Object.entries(graphics).flatMap(([kind, drawings]) =>
  Object.entries(drawings).map(([name, draw]) => ({ kind, name, draw })),
);

describe("a graphic", () => {
  it.each(drawn)("is told from a photograph: $name is a $kind", async ({ kind, draw }) => {
    expect(await kindOf(await draw())).toBe(kind);
  });

  it.each(drawn)("is still told after it was made small and compressed hard: $name", async ({ draw }) => {
    const copy = await sharp(await draw())
      .flatten({ background: "#fff" })
      .resize(640)
      .jpeg({ quality: 70 })
      .toBuffer();
    expect(await kindAlone(copy)).toBeDefined();
  });
});

describe("a photograph", () => {
  it.each(realPhotoNames)("is none, whole, recompressed or cropped: %s", async (name) => {
    const whole = realPhoto(name);
    const { data, info } = await sharp(whole).raw().toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    expect(await kindOf(whole)).toBeUndefined();
    const copies = [await sharp(whole).resize(480).jpeg({ quality: 60 }).toBuffer()];
    for (const [left, top, share] of [
      [0, 0, 0.5],
      [0.5, 0, 0.5],
      [0, 0.5, 0.5],
      [0.5, 0.5, 0.5],
      [0.25, 0.25, 0.5],
      [0.1, 0.3, 0.7],
      [0.3, 0.05, 0.65],
      [0.6, 0.6, 0.3],
      [0, 0, 0.3],
    ] as const)
      copies.push(
        await sharp(data, { raw: info })
          .extract({
            left: Math.floor(left * width),
            top: Math.floor(top * height),
            width: Math.floor(share * width),
            height: Math.floor(share * height),
          })
          .jpeg({ quality: 85 })
          .toBuffer(),
      );
    expect(await Promise.all(copies.map(kindAlone))).toEqual(copies.map(() => undefined));
  });
});

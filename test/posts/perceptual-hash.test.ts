import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { decodePhoto } from "../../functions/posts/decode-photo.ts";
import { analysisCopy, hashesOf, measurePhoto } from "../../functions/posts/measure-photo.ts";
import { perceptualHashes } from "../../functions/posts/perceptual-hash.ts";
import { hammingDistance, type Measures, samePictureDistance } from "../../functions/posts/photo.ts";
import { realPhoto, realPhotoNames } from "../support/photographs.ts";

const measured = async (bytes: Uint8Array): Promise<Measures> => {
  const decoded = await decodePhoto(bytes);
  if (!decoded.ok) throw new Error(decoded.reason);
  return measurePhoto(decoded.photo);
};

const hashed = async (bytes: Uint8Array): Promise<Pick<Measures, "phash" | "phashMirrored">> => {
  const decoded = await decodePhoto(bytes);
  if (!decoded.ok) throw new Error(decoded.reason);
  return hashesOf(await analysisCopy(decoded.photo));
};

describe("the perceptual hash of a photograph", () => {
  let originals: { name: string; bytes: Buffer; measures: Measures }[];
  beforeAll(async () => {
    originals = await Promise.all(
      realPhotoNames.map(async (name) => ({ name, bytes: realPhoto(name), measures: await measured(realPhoto(name)) })),
    );
  });

  it("stays within ten bits when the photograph is posted again in another form", async () => {
    for (const { name, bytes, measures } of originals) {
      const picture = () => sharp(bytes);
      const copies = {
        recompressed: picture().jpeg({ quality: 40 }),
        "quarter size": picture().resize(Math.round(measures.width / 4)),
        brighter: picture().modulate({ brightness: 1.2 }),
        grey: picture().greyscale(),
        "as WebP": picture().webp({ quality: 60 }),
        "cropped by 4 %": picture().extract({
          left: Math.round(measures.width * 0.02),
          top: Math.round(measures.height * 0.02),
          width: Math.round(measures.width * 0.96),
          height: Math.round(measures.height * 0.96),
        }),
      };
      for (const [how, copy] of Object.entries(copies)) {
        const distance = hammingDistance((await hashed(await copy.toBuffer())).phash, measures.phash);
        expect([name, how, distance <= samePictureDistance]).toEqual([name, how, true]);
      }
    }
  });

  it("is 22 bits or more away from every other photograph's, mirrored or not", () => {
    for (const one of originals)
      for (const other of originals.filter(({ name }) => name > one.name))
        for (const hash of [other.measures.phash, other.measures.phashMirrored])
          expect([one.name, other.name, hammingDistance(one.measures.phash, hash) >= 22]).toEqual([
            one.name,
            other.name,
            true,
          ]);
  });

  it("knows the mirror image by the mirrored hash alone", async () => {
    for (const { bytes, measures } of originals) {
      const mirrored = await hashed(await sharp(bytes).flop().jpeg().toBuffer());
      expect(hammingDistance(mirrored.phash, measures.phashMirrored)).toBeLessThanOrEqual(samePictureDistance);
      expect(hammingDistance(mirrored.phash, measures.phash)).toBeGreaterThanOrEqual(22);
    }
  });

  it("is 16 digits and the same every time, whatever the picture", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1024, maxLength: 1024 }), (grey) => {
        const hashes = perceptualHashes(grey);
        expect(hashes).toEqual(perceptualHashes(grey));
        expect(hashes.phash).toMatch(/^[0-9a-f]{16}$/);
        expect(hashes.phashMirrored).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });
});

describe("the measures of a photograph", () => {
  it("tell sharp from soft, whole from clipped, and name a colour that is there", async () => {
    const bytes = realPhoto("black-canyon");
    const sharpOne = await measured(bytes);
    const soft = await measured(await sharp(bytes).blur(6).jpeg().toBuffer());
    expect(sharpOne.sharpness).toBeGreaterThan(10);
    expect(soft.sharpness).toBeLessThan(4);
    expect(sharpOne.clipping).toBeLessThan(0.02);
    expect((await measured(await sharp(bytes).linear(3, -100).jpeg().toBuffer())).clipping).toBeGreaterThan(0.3);
    const halves = await sharp({ create: { width: 300, height: 200, channels: 3, background: "#204060" } })
      .composite([
        { input: { create: { width: 100, height: 200, channels: 3, background: "#f0f0f0" } }, left: 0, top: 0 },
      ])
      .png()
      .toBuffer();
    expect((await measured(halves)).dominantColour).toBe("#204060");
  });

  it("point at what stands out", async () => {
    const face = Buffer.from(`<svg width="120" height="120"><circle cx="60" cy="60" r="60" fill="#e0a080"/></svg>`);
    for (const [left, top] of [
      [500, 100],
      [150, 250],
    ] as const) {
      const picture = await sharp({ create: { width: 800, height: 500, channels: 3, background: "#406040" } })
        .composite([{ input: face, left, top }])
        .png()
        .toBuffer();
      const { attention } = await measured(picture);
      expect(Math.abs(attention.x - (left + 60) / 800)).toBeLessThan(0.12);
      expect(Math.abs(attention.y - (top + 60) / 500)).toBeLessThan(0.15);
    }
  });
});

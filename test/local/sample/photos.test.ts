import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { makePhoto, sizeOf } from "../../../local/sample/make-photo.ts";
import { photographs } from "../../../local/sample/photographs.ts";
import { type CroppedPhoto, photos, type SamplePhoto, type SamplePhotoName } from "../../../local/sample/photos.ts";
import { week4 } from "../../../local/sample/posts/week-4.ts";
import { samplePosts } from "../../../local/sample/posts.ts";
import { figuresOf } from "../../../local/sample/sample-post.ts";

const names = Object.keys(photos) as SamplePhotoName[];
const croppedOf = (name: SamplePhotoName): CroppedPhoto | undefined => {
  const photo: SamplePhoto = photos[name];
  return "drawing" in photo ? undefined : photo;
};

/** Shared area as a share of the smaller of the two. */
const overlap = (a: CroppedPhoto, b: CroppedPhoto): number => {
  if (a.of !== b.of) return 0;
  const wide = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const high = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return wide > 0 && high > 0 ? (wide * high) / Math.min(a.width * a.height, b.width * b.height) : 0;
};

const worstOverlap = (photosOfOne: readonly SamplePhotoName[]): number => {
  const crops = photosOfOne.map(croppedOf).filter((crop) => crop !== undefined);
  return Math.max(0, ...crops.flatMap((a, i) => crops.slice(i + 1).map((b) => overlap(a, b))));
};

describe("the sample's photographs", () => {
  it.each(names)(
    "%s lies inside its photograph, is 480 px or more on its long side and fits a place in the mail",
    (name) => {
      const { width, height } = sizeOf(name);
      expect(Math.max(width, height)).toBeGreaterThanOrEqual(480);
      expect(width / height).toBeGreaterThanOrEqual(0.6);
      expect(width / height).toBeLessThanOrEqual(2);
      const crop = croppedOf(name);
      if (!crop) return;
      expect(crop.left + crop.width).toBeLessThanOrEqual(photographs[crop.of].width);
      expect(crop.top + crop.height).toBeLessThanOrEqual(photographs[crop.of].height);
    },
  );

  it("are all used", () => {
    const used = new Set(samplePosts.flatMap((post) => figuresOf(post).map((figure) => figure.photo)));
    expect(names.filter((name) => !used.has(name))).toEqual([]);
  });

  it("overlap by less than a fifth within any one post, but that of the readers' prints", () => {
    for (const post of samplePosts.filter(({ slug }) => slug !== "readers-walls"))
      expect([post.slug, worstOverlap(figuresOf(post).map((f) => f.photo))]).toEqual([
        post.slug,
        expect.toSatisfy(underAFifth),
      ]);
  });

  it("overlap by less than a fifth throughout the last week, but for those there to be refused", () => {
    const refused = new Set(["readers-walls", "eleven-names-on-the-slip-at-vallemora", "the-wrong-bridge"]);
    const sent = week4.filter((post) => !refused.has(post.slug)).flatMap((post) => figuresOf(post).map((f) => f.photo));
    expect(sent.length).toBeGreaterThanOrEqual(14);
    expect(worstOverlap(sent)).toSatisfy(underAFifth);
  });

  it("are made as JPEG in the size that is promised, with by-line and rights in the file", async () => {
    const bytes = await makePhoto("harbour-junk");
    const { format, width, height, exif, xmpAsString } = await sharp(bytes).metadata();
    expect({ format, width, height }).toEqual({ format: "jpeg", ...sizeOf("harbour-junk") });
    expect(exif?.toString("latin1")).toContain("Felice Beato");
    expect(xmpAsString).toContain("<photoshop:Credit>Felice Beato/The J. Paul Getty Museum</photoshop:Credit>");
  });

  it("say nothing of their origin where nobody owns up to them, and come smaller when asked", async () => {
    const { exif, xmp } = await sharp(await makePhoto("IMG_4471")).metadata();
    expect({ exif, xmp }).toEqual({ exif: undefined, xmp: undefined });
    expect((await sharp(await makePhoto("canyon-whole", 300)).metadata()).width).toBe(300);
    expect((await sharp(await makePhoto("bench-map")).metadata()).width).toBe(sizeOf("bench-map").width);
  });
});

const underAFifth = (share: number): boolean => share < 0.2;

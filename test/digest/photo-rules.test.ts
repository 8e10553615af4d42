import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOneBurst } from "../../functions/digest/bursts.ts";
import { cropTo, nativeShape, ratioOf } from "../../functions/digest/crop.ts";
import { noChoices } from "../../functions/digest/editor-choices.ts";
import { personsOf } from "../../functions/digest/persons.ts";
import { whyNoHighlight, whyUnfit, whyUnusable } from "../../functions/digest/photo-eligibility.ts";
import { fingerprintOf, isSamePicture, pixelDistance, printOf } from "../../functions/digest/sameness.ts";
import { hammingDistance, isReady, type Photo, type ReadyPhoto } from "../../functions/posts/photo.ts";
import { aNewsletter, aPostOf, aShot, aWindow, hashOf, type PhotoFacts } from "../support/digest-week.ts";

const ready = (facts: PhotoFacts = {}, id = "shot", position = 0): ReadyPhoto =>
  aShot(id, position, facts) as ReadyPhoto;

const rules = { newsletter: aNewsletter(), choices: noChoices, at: aWindow.until };

const whyOut = (photo: Photo, with_ = rules): string | undefined =>
  (whyUnusable(photo, with_) ?? (isReady(photo) ? (whyUnfit(photo, false) ?? whyNoHighlight(photo, with_)) : undefined))
    ?.rule;

describe("a photo may be a highlight", () => {
  it("when it is large, credited, licensed and a photograph", () => {
    expect(whyOut(ready())).toBeUndefined();
  });

  it.each<[string, PhotoFacts]>([
    ["not to be had", { failure: "404" }],
    ["small", { size: [999, 666] }],
    ["ratio", { size: [1200, 2500] }],
    ["ratio", { size: [2500, 1000] }],
    ["no credit", { credit: undefined }],
    ["no credit", { credit: " " }],
    ["rights", { rights: "none" }],
    ["rights", { rightsUntil: aWindow.until }],
    ["sensitive", { sensitive: true }],
    ["graphic", { measures: { graphic: "screenshot" } }],
    ["graphic", { measures: { graphic: "logo" } }],
    ["graphic", { measures: { graphic: "poster" } }],
    ["graphic", { measures: { graphic: "collage" } }],
    ["crop", { size: [2300, 1000] }],
    ["crop", { focalPoint: { x: 0.05, y: 0.5 } }],
  ])("and not when it fails by the rule “%s” (%j)", (rule, facts) => {
    expect(whyOut(ready(facts))).toBe(rule);
  });

  it("and not before it is measured, nor once the editor dropped it", () => {
    expect(whyOut({ ...ready(), measures: undefined })).toBe("not measured");
    expect(whyOut(ready(), { ...rules, choices: { ...noChoices, droppedPhotoIds: ["shot"] } })).toBe("dropped");
  });

  it("without a credit, or smaller, where the newsletter says so", () => {
    const newsletter = aNewsletter({ highlights: { requireCredit: false, minLongSide: 480 } });
    expect(whyOut(ready({ credit: undefined, size: [480, 320] }), { ...rules, newsletter })).toBeUndefined();
  });
});

describe("two photos are one picture", () => {
  const print = (facts: PhotoFacts, id: string) => fingerprintOf(printOf(ready(facts, id)));
  const one = print({}, "one");
  const flipBits = (hash: string, bits: number) =>
    (BigInt(`0x${hash}`) ^ ((1n << BigInt(bits)) - 1n)).toString(16).padStart(16, "0");

  it("when their pixels are at most ten bits apart, plain or mirrored", () => {
    expect(isSamePicture(one, print({ measures: { phash: flipBits(hashOf("one"), 10) } }, "near"))).toBe(true);
    expect(isSamePicture(one, print({ measures: { phash: flipBits(hashOf("one"), 11) } }, "far"))).toBe(false);
    const mirrored = { phash: hashOf("one, mirrored"), phashMirrored: hashOf("one") };
    expect(isSamePicture(one, print({ measures: mirrored }, "mirror"))).toBe(true);
    expect(isSamePicture(print({ measures: mirrored }, "mirror"), one)).toBe(true);
  });

  it("when they have one address but for the size, or one number of the agency", () => {
    const url = "https://pictures.flashbulb.example/one-600x400.jpg";
    expect(isSamePicture(one, print({ url }, "sized"))).toBe(true);
    const numbered = { transmissionReference: "HAL-2041" };
    expect(isSamePicture(print(numbered, "a"), print(numbered, "b"))).toBe(true);
    expect(isSamePicture(one, print({}, "other"))).toBe(false);
  });

  it("counting bits as the plain definition does", () => {
    const anyHash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n) => n.toString(16).padStart(16, "0"));
    fc.assert(
      fc.property(anyHash, anyHash, (a, b) => {
        const [x, y] = [print({ measures: { phash: a } }, "a"), print({ measures: { phash: b } }, "b")];
        expect(pixelDistance(x, y)).toBe(hammingDistance(a, b));
      }),
    );
  });
});

describe("two photos of a set are one moment", () => {
  const frame = (position: number, shows: string, landscape = true, postId = "set") => ({
    postId,
    position,
    landscape,
    fingerprint: fingerprintOf(printOf(ready({ shows }, shows))),
  });

  it("when they look alike, however far apart", () => {
    expect(isOneBurst(frame(0, "a"), frame(40, "a", false))).toBe(true);
  });

  it("when they look different, are near and of one orientation", () => {
    expect(isOneBurst(frame(0, "a"), frame(4, "b"))).toBe(true);
    expect(isOneBurst(frame(0, "a"), frame(5, "b"))).toBe(false);
    expect(isOneBurst(frame(0, "a"), frame(1, "b", false))).toBe(false);
    expect(isOneBurst(frame(0, "a"), frame(1, "b", true, "another set"))).toBe(false);
  });
});

describe("a crop", () => {
  const anyPhoto = fc
    .record({
      width: fc.integer({ min: 300, max: 6000 }),
      height: fc.integer({ min: 300, max: 6000 }),
      focal: fc.option(
        fc.record({ x: fc.double({ min: 0, max: 1, noNaN: true }), y: fc.double({ min: 0, max: 1, noNaN: true }) }),
        {
          nil: undefined,
        },
      ),
    })
    .map(({ width, height, focal }) => {
      const clean = focal && { x: Number(focal.x.toFixed(3)), y: Number(focal.y.toFixed(3)) };
      return ready({ size: [width, height], focalPoint: clean });
    });

  it("keeps three quarters, lies within the picture, and holds the focal point in its middle 60 %", () => {
    fc.assert(
      fc.property(anyPhoto, fc.constantFrom("3:2", "4:5", "1:1"), (photo, shape) => {
        const crop = cropTo(photo, ratioOf[shape as "1:1"]);
        if (!crop) return;
        const { width, height } = photo.original;
        expect(crop.left >= 0 && crop.top >= 0).toBe(true);
        expect(crop.left + crop.width <= width && crop.top + crop.height <= height).toBe(true);
        expect((crop.width + 1) * (crop.height + 1)).toBeGreaterThanOrEqual(0.75 * width * height);
        expect(Math.abs(crop.width / crop.height - ratioOf[shape as "1:1"])).toBeLessThan(0.02);
        if (!photo.focalPoint) return;
        const x = (photo.focalPoint.x * width - crop.left) / crop.width;
        const y = (photo.focalPoint.y * height - crop.top) / crop.height;
        for (const at of [x, y]) {
          expect(at).toBeGreaterThan(0.19);
          expect(at).toBeLessThan(0.81);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("of a portrait without a focal point keeps the head", () => {
    const portrait = ready({ size: [1000, 1500], measures: { attention: { x: 0.5, y: 0.9 } } });
    expect(nativeShape(portrait)).toBe("4:5");
    expect(cropTo(portrait, 4 / 5)).toEqual({ left: 0, top: 0, width: 1000, height: 1250 });
  });

  it("follows the focal point, and tightens where that brings it into the middle", () => {
    const low = ready({ size: [1000, 1500], focalPoint: { x: 0.5, y: 0.6 } });
    expect(cropTo(low, 4 / 5)?.top).toBe(250);
    const side = ready({ size: [1500, 1000], focalPoint: { x: 0.19, y: 0.5 } });
    expect(cropTo(side, 3 / 2)).toMatchObject({ left: 0, width: 1425, height: 950 });
  });
});

describe("a photo shows", () => {
  const post = aPostOf("post", { tags: ["Harbour Film Festival", "Ines de la Cruz", "Tomas Reil", "Rome"] });
  const shows = (caption: string | undefined) => personsOf(post, aShot("x", 0, { caption }));

  it("the tagged persons that its caption names, and the others that it names", () => {
    expect(shows("Tomas Reil waits for Mara Voss's car")).toEqual(["tomas reil", "mara voss"]);
    expect(shows("The quay at noon")).toEqual([]);
    expect(shows("At the Harbour Film Festival on Via Margutta Street")).toEqual([]);
  });

  it("all tagged persons when it has no caption", () => {
    expect(shows(undefined)).toEqual(["ines de la cruz", "tomas reil"]);
  });

  it("whoever opens its caption as a tag, be it one word", () => {
    expect(shows("Rome from above")).toEqual(["rome"]);
  });
});

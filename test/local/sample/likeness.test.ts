import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { measurePhoto } from "../../../functions/posts/measure-photo.ts";
import { hammingDistance, type Measures, samePictureDistance } from "../../../functions/posts/photo.ts";
import { makePhoto } from "../../../local/sample/make-photo.ts";
import type { SamplePhotoName } from "../../../local/sample/photos.ts";
import { week4 } from "../../../local/sample/posts/week-4.ts";
import { figuresOf } from "../../../local/sample/sample-post.ts";

/** docs/editing.md H3. */
const anotherMoment = 20;
const measured = new Map<SamplePhotoName, Measures>();
const hashOf = (name: SamplePhotoName) => measured.get(name)?.phash ?? "";

beforeAll(async () => {
  for (const { photo } of week4.flatMap(figuresOf)) {
    const { data, info } = await sharp(await makePhoto(photo))
      .raw()
      .toBuffer({ resolveWithObject: true });
    measured.set(photo, await measurePhoto({ data, width: info.width, height: info.height }));
  }
});

describe("the photographs of the last week", () => {
  it("are 20 apart or more within a post", () => {
    for (const post of week4) {
      const names = figuresOf(post).map((figure) => figure.photo);
      for (const [i, a] of names.entries())
        for (const b of names.slice(i + 1))
          if (!(a.startsWith("canyon") && b.startsWith("canyon")))
            expect([a, b, hammingDistance(hashOf(a), hashOf(b))]).toEqual([
              a,
              b,
              expect.toSatisfy((d: number) => d >= anotherMoment),
            ]);
    }
  });

  it("are each another picture than all the rest, but for the reader's prints, which are seen through", () => {
    const names = [...measured.keys()];
    const alike = names.flatMap((a, i) =>
      names
        .slice(i + 1)
        .filter((b) => {
          const mirrored = hammingDistance(hashOf(a), measured.get(b)?.phashMirrored ?? "");
          return Math.min(hammingDistance(hashOf(a), hashOf(b)), mirrored) <= samePictureDistance;
        })
        .map((b) => [a, b].toSorted().join(" = ")),
    );
    expect(alike.toSorted()).toEqual([
      "canyon-again = canyon-mirrored",
      "canyon-again = canyon-whole",
      "canyon-mirrored = canyon-whole",
    ]);
  });

  it("are sharp enough to be highlights", () => {
    for (const [name, { sharpness }] of measured)
      expect([name, sharpness]).toEqual([name, expect.toSatisfy((s: number) => s > 8)]);
  });
});

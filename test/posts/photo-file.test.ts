import ExifReader from "exifreader";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { Files } from "../../functions/core/files.ts";
import { keepPhoto } from "../../functions/posts/keep-photo.ts";
import type { ReadyPhoto } from "../../functions/posts/photo.ts";
import { photoFile } from "../../functions/posts/photo-file.ts";
import { memoryFiles } from "../support/memory-files.ts";

const aKeptPhoto = async () => {
  const files = memoryFiles();
  const bytes = await sharp({ create: { width: 800, height: 600, channels: 3, background: "#d00000" } })
    .composite([
      { input: { create: { width: 400, height: 600, channels: 3, background: "#0000d0" } }, left: 400, top: 0 },
    ])
    .jpeg({ quality: 95 })
    .toBuffer();
  const kept = await keepPhoto({ files }, { photoId: "p1", bytes: new Uint8Array(bytes), credit: "Ana/Agency" });
  if (!kept.ok) throw new Error(kept.reason);
  const photo: ReadyPhoto = { id: "p1", position: 0, url: "https://a.example/a.jpg", placement: "set", ...kept };
  return { files, photo };
};

const right = { left: 420, top: 100, width: 300, height: 375 };

describe("the file of a crop", () => {
  it("is the part that was asked for, as wide as asked, with its credit in it", async () => {
    const { files, photo } = await aKeptPhoto();
    const file = await photoFile({ files }, { photo, crop: right, width: 240, quality: 75 });
    expect(file).toMatchObject({ width: 240, height: 300 });
    const bytes = Buffer.from(files.stored.get(file.key)?.bytes ?? []);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: "jpeg", width: 240, height: 300 });
    expect(file.bytes).toBe(bytes.length);
    const [red = 0, , blue = 0] = await sharp(bytes).raw().toBuffer();
    expect([red < 40, blue > 160]).toEqual([true, true]);
    expect(ExifReader.load(bytes, { expanded: true }).xmp?.Credit?.description).toBe("Ana/Agency");
  });

  it("is never enlarged", async () => {
    const { files, photo } = await aKeptPhoto();
    expect(await photoFile({ files }, { photo, crop: right, width: 1200, quality: 75 })).toMatchObject({
      width: 300,
      height: 375,
    });
  });

  it("is made once, and anew for another width, crop or quality", async () => {
    const { files, photo } = await aKeptPhoto();
    const puts: string[] = [];
    const counting: Files = {
      ...files,
      put(key, bytes, contentType) {
        puts.push(key);
        return files.put(key, bytes, contentType);
      },
    };
    const input = { photo, crop: right, width: 240, quality: 75 };
    const first = await photoFile({ files: counting }, input);
    expect(await photoFile({ files: counting }, input)).toEqual(first);
    expect(puts).toEqual([first.key]);
    const others = [
      { ...input, width: 200 },
      { ...input, quality: 60 },
      { ...input, crop: { ...right, left: 410 } },
    ];
    const keys = await Promise.all(others.map(async (other) => (await photoFile({ files: counting }, other)).key));
    expect(new Set([first.key, ...keys]).size).toBe(4);
    expect(puts.toSorted()).toEqual([first.key, ...keys].toSorted());
  });

  it.each([
    ["beyond the edge", { left: 600, top: 0, width: 300, height: 300 }],
    ["before the edge", { left: -1, top: 0, width: 300, height: 300 }],
    ["empty", { left: 0, top: 0, width: 0, height: 300 }],
    ["between pixels", { left: 0.5, top: 0, width: 300, height: 300 }],
  ])("is refused when the crop is %s", async (_, crop) => {
    const { files, photo } = await aKeptPhoto();
    await expect(photoFile({ files }, { photo, crop, width: 100, quality: 75 })).rejects.toThrow("crop of photo p1");
  });

  it("cannot be made when the original is gone", async () => {
    const { files, photo } = await aKeptPhoto();
    files.stored.clear();
    const made = photoFile({ files }, { photo, crop: right, width: 240, quality: 75 });
    await expect(made).rejects.toThrow("the original of photo p1 is gone");
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import ExifReader from "exifreader";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { keepPhoto } from "../../functions/posts/keep-photo.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { realPhoto } from "../support/photographs.ts";
import { adobeRgbProfile, withIptc } from "../support/picture-bytes.ts";

const keep = async (bytes: Uint8Array, credit?: string, otherwise?: string) => {
  const files = memoryFiles();
  const kept = await keepPhoto({ files }, { photoId: "photo1", bytes: new Uint8Array(bytes), credit, otherwise });
  return { kept, files };
};

const keepWell = async (bytes: Uint8Array, credit?: string, otherwise?: string) => {
  const { kept, files } = await keep(bytes, credit, otherwise);
  if (!kept.ok) throw new Error(kept.reason);
  const bytesOf = (key: string) => Buffer.from(files.stored.get(key)?.bytes ?? []);
  return { ...kept, stored: files.stored, originalBytes: bytesOf(kept.original.key), bytesOf };
};

const plain = (width: number, height: number, colour = "#c02040"): Sharp =>
  sharp({ create: { width, height, channels: 3, background: colour } });

/** Red left, blue right, both in the upper half; the lower half green. */
const quarters = (width: number, height: number): Sharp =>
  plain(width, height, "#00a000").composite([
    {
      input: { create: { width: width / 2, height: height / 2, channels: 3, background: "#d00000" } },
      left: 0,
      top: 0,
    },
    {
      input: { create: { width: width / 2, height: height / 2, channels: 3, background: "#0000d0" } },
      left: width / 2,
      top: 0,
    },
  ]);

const pixelAt = async (bytes: Buffer, left: number, top: number): Promise<number[]> => [
  ...(await sharp(bytes).extract({ left, top, width: 1, height: 1 }).raw().toBuffer()),
];

describe("a kept photo", () => {
  it("is an original and the two widths of the mail, each described as it is", async () => {
    const { original, files, stored, bytesOf, measures } = await keepWell(await plain(3000, 2000).jpeg().toBuffer());
    expect(original).toMatchObject({ width: 2400, height: 1600 });
    expect(measures).toMatchObject({ width: 2400, height: 1600 });
    expect(files).toMatchObject([
      { width: 1200, height: 800 },
      { width: 600, height: 400 },
    ]);
    expect(stored.size).toBe(3);
    for (const file of [original, ...files]) {
      const { width, height, format } = await sharp(bytesOf(file.key)).metadata();
      expect({ width, height, format, bytes: bytesOf(file.key).length }).toEqual({
        width: file.width,
        height: file.height,
        format: "jpeg",
        bytes: file.bytes,
      });
      expect(stored.get(file.key)?.contentType).toBe("image/jpeg");
    }
  });

  it("is never enlarged", async () => {
    const { original, files } = await keepWell(await plain(700, 500).jpeg().toBuffer());
    expect([original, ...files].map((file) => file.width)).toEqual([700, 700, 600]);
  });

  it("is the same files when it comes again, and others when the picture changed", async () => {
    const bytes = await plain(700, 500).jpeg().toBuffer();
    const once = await keepWell(bytes);
    expect((await keepWell(bytes)).original.key).toBe(once.original.key);
    expect((await keepWell(await plain(700, 500, "#fff").jpeg().toBuffer())).original.key).not.toBe(once.original.key);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("stands upright from EXIF orientation %i", async (orientation) => {
    const upright = quarters(400, 300);
    const turned = {
      1: (s: Sharp) => s,
      2: (s: Sharp) => s.flop(),
      3: (s: Sharp) => s.rotate(180),
      4: (s: Sharp) => s.flip(),
      5: (s: Sharp) => s.flop().rotate(270),
      6: (s: Sharp) => s.rotate(270),
      7: (s: Sharp) => s.flop().rotate(90),
      8: (s: Sharp) => s.rotate(90),
    }[orientation];
    const pixels = sharp(await upright.png().toBuffer());
    const jpeg = await sharp(await (turned?.(pixels) ?? pixels).png().toBuffer())
      .withMetadata({ orientation })
      .jpeg({ quality: 95 })
      .toBuffer();
    const { originalBytes, original } = await keepWell(jpeg);
    expect(original).toMatchObject({ width: 400, height: 300 });
    expect((await sharp(originalBytes).metadata()).orientation).toBeUndefined();
    const [red, blue, green] = await Promise.all([
      pixelAt(originalBytes, 50, 50),
      pixelAt(originalBytes, 350, 50),
      pixelAt(originalBytes, 200, 250),
    ]);
    expect([red?.[0], blue?.[2], green?.[1]].every((value) => (value ?? 0) > 140)).toBe(true);
  });

  it("is in sRGB, whether it came as Display P3, Adobe RGB, CMYK, grey or 16 bit", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tearsheet-profile-"));
    const profile = join(folder, "wide.icc");
    await writeFile(profile, adobeRgbProfile());
    const colour = "#c88c50";
    const source = plain(300, 200, colour);
    const copies = {
      p3: await source.clone().withIccProfile("p3").jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer(),
      adobe: await source.clone().withIccProfile(profile).jpeg({ quality: 100 }).toBuffer(),
      cmyk: await source.clone().toColourspace("cmyk").withIccProfile("cmyk").jpeg({ quality: 100 }).toBuffer(),
      deep: await source.clone().toColourspace("rgb16").png().toBuffer(),
    };
    await rm(folder, { recursive: true });
    for (const [name, bytes] of Object.entries(copies)) {
      const raw = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
      const { originalBytes } = await keepWell(bytes);
      const metadata = await sharp(originalBytes).metadata();
      const [red = 0, green = 0, blue = 0] = await pixelAt(originalBytes, 100, 100);
      const error = Math.max(Math.abs(red - 0xc8), Math.abs(green - 0x8c), Math.abs(blue - 0x50));
      expect([name, error <= (name === "cmyk" ? 24 : 3), metadata.space, metadata.channels]).toEqual([
        name,
        true,
        "srgb",
        3,
      ]);
      if (name === "p3" || name === "adobe") expect(Math.abs((raw[0] ?? 0) - 0xc8)).toBeGreaterThan(3);
    }
    const grey = await keepWell(await plain(300, 200, "#808080").toColourspace("b-w").jpeg().toBuffer());
    const [red = 0, green = 0, blue = 0] = await pixelAt(grey.originalBytes, 100, 100);
    expect([red, green, blue].every((value) => Math.abs(value - 0x80) <= 2)).toBe(true);
  });

  it.each(["png", "webp", "gif", "avif"] as const)("may come as a still %s", async (format) => {
    const { original } = await keepWell(await quarters(300, 200).toFormat(format).toBuffer());
    expect(original).toMatchObject({ width: 300, height: 200 });
  });

  it("is laid on white where it is see-through", async () => {
    const png = await sharp({
      create: { width: 200, height: 200, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect(await pixelAt((await keepWell(png)).originalBytes, 100, 100)).toEqual([255, 255, 255]);
  });
});

describe("what a kept photo carries", () => {
  const jpeg = () =>
    plain(400, 300)
      .withExif({
        IFD0: { Make: "Canon", Model: "EOS R5", Artist: "Somebody else", Software: "Editor 1" },
        IFD2: { BodySerialNumber: "12345678", LensModel: "RF 50" },
        IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 51/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "2/1 21/1 0/1" },
      })
      .jpeg()
      .toBuffer();

  it("is creator, copyright and credit, in every file, and neither place nor device", async () => {
    const iptc = { byline: "Zoë <Ó'Neil> & Sønner", credit: "Agência Ímpar", copyright: "© 2026 Zoë Ó'Neil" };
    const sent = withIptc(await jpeg(), iptc);
    const before = ExifReader.load(sent, { expanded: true });
    expect([before.gps?.Latitude, before.exif?.Model?.description]).toEqual([48.85, "EOS R5"]);
    const { original, files, bytesOf } = await keepWell(sent);
    for (const { key } of [original, ...files]) {
      const tags = ExifReader.load(bytesOf(key), { expanded: true });
      expect(tags.xmp?.creator?.description).toBe(iptc.byline);
      expect(tags.xmp?.rights?.description).toBe(iptc.copyright);
      expect(tags.xmp?.Credit?.description).toBe(`${iptc.byline}/${iptc.credit}`);
      expect(tags.exif?.Artist?.description).toBe("Zoe <O'Neil> & Soenner");
      expect(tags.gps).toBeUndefined();
      const text = bytesOf(key).toString("latin1");
      expect(["Canon", "EOS R5", "12345678", "RF 50", "GPS", "Editor 1"].filter((word) => text.includes(word))).toEqual(
        [],
      );
    }
  });

  it("keeps a name that EXIF cannot hold where it can be held", async () => {
    const { originalBytes } = await keepWell(
      withIptc(await jpeg(), { byline: "山田太郎", copyright: "(c) 2026 Yamada" }),
    );
    const { xmp, exif } = ExifReader.load(originalBytes, { expanded: true });
    expect([xmp?.creator?.description, exif?.Artist, exif?.Copyright?.description]).toEqual([
      "山田太郎",
      undefined,
      "(c) 2026 Yamada",
    ]);
  });

  it("names who the source says is to be named", async () => {
    const { originalBytes } = await keepWell(await plain(400, 300).jpeg().toBuffer(), "Ana/Agency");
    expect(ExifReader.load(originalBytes, { expanded: true }).xmp?.Credit?.description).toBe("Ana/Agency");
  });

  it("names who took the whole set where neither source nor file names anybody", async () => {
    const bytes = await plain(400, 300).jpeg().toBuffer();
    const signed = await plain(400, 300)
      .jpeg()
      .withExif({ IFD0: { Artist: "Bo Lane" } })
      .toBuffer();
    for (const [of, credit] of [
      [bytes, "Getty, Splash"],
      [signed, "Bo Lane"],
    ] as const) {
      const { originalBytes } = await keepWell(of, undefined, "Getty, Splash");
      expect(ExifReader.load(originalBytes, { expanded: true }).xmp?.Credit?.description).toBe(credit);
    }
  });

  it("is nothing at all when nothing was said", async () => {
    const { exif, xmp, iptc } = await sharp(
      (await keepWell(await plain(400, 300).jpeg().toBuffer())).originalBytes,
    ).metadata();
    expect([exif, xmp, iptc]).toEqual([undefined, undefined, undefined]);
  });
});

describe("what cannot be kept", () => {
  const huge = (width: number, height: number): Buffer => {
    const chunk = (type: string, data: Buffer): Buffer => {
      const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
      bytes.writeUInt32BE(data.length);
      bytes.writeUInt32BE(crc(bytes.subarray(4, -4)), bytes.length - 4);
      return bytes;
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width);
    header.writeUInt32BE(height, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const image = deflateSync(Buffer.alloc(1_000_000));
    return Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      chunk("IHDR", header),
      chunk("IDAT", image),
      chunk("IEND", Buffer.alloc(0)),
    ]);
  };
  const crc = (bytes: Uint8Array): number => {
    let value = ~0;
    for (const byte of bytes) {
      value ^= byte;
      for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
    return ~value >>> 0;
  };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200"/></svg>`;
  const heic = Buffer.concat([Buffer.of(0, 0, 0, 24), Buffer.from("ftypheic\0\0\0\0mif1heic"), Buffer.alloc(200)]);
  const animated = async (format: "gif" | "webp") => {
    const frames = await Promise.all(["#f00", "#0f0"].map((colour) => plain(100, 100, colour).png().toBuffer()));
    return sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
  };

  it.each([
    ["an SVG", "svg", () => Buffer.from(svg)],
    ["an SVG behind an XML head", "svg", () => Buffer.from(`\ufeff<?xml version="1.0"?><!-- a -->\n${svg}`)],
    ["HEIC", "heic", () => heic],
    ["a page", "unknown-format", () => Buffer.from("<!doctype html><title>Not found</title>")],
    ["nothing", "unknown-format", () => Buffer.alloc(0)],
    ["a TIFF", "unknown-format", () => plain(100, 100).tiff().toBuffer()],
    ["an animated GIF", "animated", () => animated("gif")],
    ["an animated WebP", "animated", () => animated("webp")],
    ["a tracking pixel", "too-small", () => plain(1, 1).gif().toBuffer()],
    ["a JPEG cut short", "broken", () => realPhoto("nagasaki-boats").subarray(0, 90_000)],
    ["a PNG cut short", "broken", async () => (await quarters(300, 200).png().toBuffer()).subarray(0, 300)],
    ["a JPEG of noise", "broken", () => Buffer.concat([Buffer.of(0xff, 0xd8, 0xff, 0xe0), Buffer.alloc(5_000, 7)])],
    ["a header and nothing more", "broken", () => Buffer.from("\x89PNG\r\n\x1a\n", "latin1")],
  ] as const)("is %s: %s, and no file is left", async (_, reason, bytes) => {
    const { kept, files } = await keep(await bytes());
    expect(kept).toEqual({ ok: false, reason });
    expect(files.stored.size).toBe(0);
  });

  it("is a bomb: refused by its header, in no time and no memory", async () => {
    const bomb = huge(30_000, 30_000);
    expect(bomb.length).toBeLessThan(2_000);
    const memoryBefore = process.memoryUsage().rss;
    const startedAt = performance.now();
    for (let again = 0; again < 10; again++)
      expect((await keep(bomb)).kept).toEqual({ ok: false, reason: "too-many-pixels" });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(50e6);
  });

  it("is what claims more than it has: broken, not grey", async () => {
    expect((await keep(huge(6_000, 6_000))).kept).toEqual({ ok: false, reason: "broken" });
  });
});

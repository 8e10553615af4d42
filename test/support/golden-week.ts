import { createHash } from "node:crypto";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import type { Photo } from "../../functions/posts/photo.ts";
import type { Post } from "../../functions/posts/post.ts";
import { aNewsletter, aPostOf, aShot, hashOf } from "./digest-week.ts";

/**
 * A week as it came in, and what its picture editor made of it, written down before any rule saw it: the nine
 * highlights, and the photos that must not be among them, each with a word why.
 */
export type GoldenWeek = {
  name: string;
  newsletter: Newsletter;
  posts: readonly Post[];
  nine: Readonly<Record<string, string>>;
  never: Readonly<Record<string, string>>;
};

export type GoldenPost = {
  slug: string;
  day: number;
  title: string;
  tags: readonly string[];
  comments?: number;
  sensitive?: boolean;
  credit?: string;
  /** A line for each photo, see `photoOf`; its id is the slug, a slash and its number from 1. */
  set?: string;
  /** So many frames of an agency's set after them, which all carry `said` as their caption. */
  frames?: number;
  said?: string;
};

export const goldenPost = ({
  slug,
  set = "",
  frames = 0,
  said,
  credit,
  comments,
  sensitive,
  ...rest
}: GoldenPost): Post => {
  const lines = set
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const agency = Array.from(
    { length: frames },
    (_, at) => `${agencySizes[(at + slug.length) % 5]}${said ? ` | ${said}` : ""}`,
  );
  return aPostOf(slug, {
    ...rest,
    tags: [...rest.tags],
    commentCount: comments,
    sensitive,
    paragraphs: [`${rest.title}.`],
    excerpt: `${rest.title}.`,
    photos: [...lines, ...agency].map((line, at) => photoOf(slug, at, line, credit)),
  });
};

const agencySizes = ["L20", "P20", "L20", "L18", "P18"];

/**
 * One photo from one line: `L24 ~ s5 | The caption`. First shape and long side in hundreds of pixels: L is 3:2, P 2:3,
 * W 16:9, S square, X 2.6:1. Then, in any order: `!` introduced by a line ending in a colon, `~` set into the prose,
 * `s5` its sharpness, `c20` its clipping in percent, `&14` so many bits from the frame before, `=slug/1` a re-post of
 * that photo and `=~slug/1` mirrored, `uncredited`, `screenshot` and the like, `sensitive`, `norights`.
 */
const photoOf = (slug: string, at: number, line: string, credit = "Photo: Jonas Ferro/Halide"): Photo => {
  const [facts = "", caption] = line.split("|").map((part) => part.trim());
  const [shape = "L20", ...flags] = facts.split(/\s+/);
  const id = `${slug}/${at + 1}`;
  const has = (flag: string) => flags.includes(flag);
  const value = (pattern: RegExp) => flags.map((flag) => pattern.exec(flag)?.[1]).find((found) => found !== undefined);
  const chance = createHash("sha256").update(`measures of ${id}`).digest();
  const share = (byte: number) => (chance[byte] as number) / 255;
  const mirrorOf = value(/^=~(.+)$/);
  const shows = value(/^=([^~].*)$/) ?? mirrorOf ?? id;
  const [plain, mirrored] = [hashOf(shows), hashOf(`${shows}, mirrored`)];
  const near = Number(value(/^&(\d+)$/) ?? 0);
  const before = hashOf(`${slug}/${at}`);
  const graphic = flags.find((flag) => ["screenshot", "logo", "poster", "collage"].includes(flag));
  return aShot(id, at, {
    size: sizeOf(shape),
    url: `https://pictures.example/${slug}-${at + 1}.jpg`,
    placement: has("!") ? "introduced" : has("~") ? "prose" : "set",
    caption: caption || undefined,
    credit: has("uncredited") ? undefined : credit,
    ...(has("sensitive") && { sensitive: true }),
    ...(has("norights") && { rights: "none" }),
    measures: {
      phash: near > 0 ? flipped(before, near) : mirrorOf ? mirrored : plain,
      phashMirrored: near > 0 ? flipped(hashOf(`${slug}/${at}, mirrored`), near) : mirrorOf ? plain : mirrored,
      sharpness: Number(value(/^s(\d+)$/) ?? 7 + 9 * share(0)),
      clipping: Number(value(/^c(\d+)$/) ?? 5 * share(1)) / 100,
      attention: { x: 0.3 + 0.4 * share(2), y: 0.3 + 0.3 * share(3) },
      ...(graphic && { graphic: graphic as "poster" }),
    },
  });
};

const ratios: Readonly<Record<string, number>> = { L: 3 / 2, P: 2 / 3, W: 16 / 9, S: 1, X: 2.6 };

const sizeOf = (shape: string): [number, number] => {
  const ratio = ratios[shape.charAt(0)] ?? 1;
  const long = Number(shape.slice(1)) * 100;
  return ratio >= 1 ? [long, Math.round(long / ratio)] : [Math.round(long * ratio), long];
};

/** The hash with so many of its bits turned over, evenly spread. */
const flipped = (hash: string, bits: number): string => {
  let value = BigInt(`0x${hash}`);
  for (let bit = 0; bit < bits; bit++) value ^= 1n << BigInt(Math.floor((bit * 64) / bits));
  return value.toString(16).padStart(16, "0");
};

export const goldenNewsletter = (changes: object = {}): Newsletter => aNewsletter(changes);

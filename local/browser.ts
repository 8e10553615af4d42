import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import type { Browser } from "playwright-core";
import * as tar from "tar";

/**
 * A headless browser that needs nothing installed: `CHROME_PATH` when set, else on Linux x64 the Chromium that comes as
 * a dev dependency with the libraries and fonts a bare machine lacks, else an installed Chrome. The caller closes it.
 */
export const openBrowser = async (): Promise<Browser> => {
  // Loaded when it is needed: most commands never draw a picture, and it is the slowest of all to load.
  const { chromium } = await import("playwright-core");
  const installed = process.env.CHROME_PATH;
  if (installed) return chromium.launch({ executablePath: installed, args: flags });
  if (process.platform !== "linux" || process.arch !== "x64")
    return chromium.launch({ channel: "chrome", args: flags });
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    args: flags,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, "lib"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    },
  });
};

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"];

const require = createRequire(import.meta.url);
const packageFolder = (name: string): string => dirname(require.resolve(`${name}/package.json`));

/** Unpacked once, next to the packages, and moved into place whole, so that processes may race for it. */
const unpacked = async (): Promise<string> => {
  const packed = join(dirname(require.resolve("@sparticuz/chromium")), "..", "..", "bin");
  const cache = join(packed, "..", "..", "..", ".cache");
  const { version } = JSON.parse(await readFile(join(packed, "..", "package.json"), "utf8")) as { version: string };
  const folder = join(cache, `tearsheet-chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, "chromium-"));
  await writeFile(join(fresh, "chromium"), await brotli(join(packed, "chromium.br")));
  await chmod(join(fresh, "chromium"), 0o755);
  for (const archive of ["al2023.tar.br", "swiftshader.tar.br"]) {
    const file = join(fresh, archive.replace(".br", ""));
    await writeFile(file, await brotli(join(packed, archive)));
    await tar.extract({ file, cwd: fresh });
    await rm(file);
  }
  await writeFile(join(fresh, "fonts.conf"), fontConfig(join(folder, "fontconfig")));
  await rename(fresh, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(fresh, { recursive: true });
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  return folder;
};

const brotli = async (path: string): Promise<Buffer> => promisify(brotliDecompress)(await readFile(path));

/** Open fonts with the metrics of those the mail asks for, and emoji, Arabic and Japanese, so that every machine draws alike. */
const fontPackages = ["gelasio", "arimo", "noto-sans-arabic", "noto-color-emoji", "noto-sans-jp"];
const standIns = {
  Georgia: "Gelasio",
  Helvetica: "Arimo",
  Arial: "Arimo",
  "Segoe UI": "Arimo",
  serif: "Gelasio",
  "sans-serif": "Arimo",
};

const fontConfig = (cacheFolder: string): string => {
  const directories = fontPackages.map((name) => `<dir>${packageFolder(`@expo-google-fonts/${name}`)}</dir>`);
  const aliases = Object.entries(standIns).map(
    ([asked, given]) =>
      `<alias binding="same"><family>${asked}</family><prefer><family>${given}</family></prefer></alias>`,
  );
  return `<?xml version="1.0"?><fontconfig>${directories.join("")}<cachedir>${cacheFolder}</cachedir>${aliases.join("")}</fontconfig>`;
};

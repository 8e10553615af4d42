import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Retryable } from "../functions/core/errors.ts";
import { bundles, functionNames } from "./bundle.ts";
import type { Settings } from "./settings.ts";

type Architecture = Settings["architecture"];
type Lock = { packages: Record<string, { version?: string; integrity?: string }> };

const root = join(import.meta.dirname, "..");
const cpus = { arm64: "arm64", x86_64: "x64" } as const;
const packageOf = (name: string) => join("node_modules", name);
const nativeOf = (architecture: Architecture) => [
  `@img/sharp-linux-${cpus[architecture]}`,
  `@img/sharp-libvips-linux-${cpus[architecture]}`,
];

/**
 * Puts sharp for Lambda's Linux beside a bundle, as this project's lock file has it: copied where this machine runs the
 * same, otherwise fetched by npm and held against the lock file's sums. Throws `Retryable` where npm cannot fetch it.
 */
export const addSharp = async (folder: string, architecture: Architecture): Promise<void> => {
  const native = nativeOf(architecture);
  const names = ["sharp", "@img/colour", "detect-libc", "semver", ...native];
  if (native.every((name) => existsSync(join(root, packageOf(name))))) {
    for (const name of names)
      await cp(join(root, packageOf(name)), join(folder, packageOf(name)), { recursive: true, dereference: true });
    return;
  }
  const locked = await lockOf(root);
  const version = locked.packages[packageOf("sharp")]?.version ?? "";
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const platform = ["--os=linux", `--cpu=${cpus[architecture]}`, "--libc=glibc"];
  const asked = ["install", ...platform, "--no-audit", "--no-fund", "--ignore-scripts", `sharp@${version}`];
  await promisify(execFile)("npm", asked, { cwd: folder, timeout: 60_000 }).catch((cause: Error) => {
    throw new Retryable(`sharp ${version} for ${architecture} cannot be had from npm`, { cause });
  });
  const { packages } = await lockOf(folder);
  for (const name of ["sharp", ...native]) {
    const [had, meant] = [packages[packageOf(name)]?.integrity, locked.packages[packageOf(name)]?.integrity];
    if (had === undefined || had !== meant) throw new Error(`${name} as npm gave it is not what the lock file names`);
  }
};

/** The functions that make pictures and have nothing to make them with: what must not be deployed. */
export const withoutSharp = (distFolder: string, architecture: Architecture): string[] =>
  functionNames.filter(
    (name) =>
      bundles[name].sharp &&
      !nativeOf(architecture).every((each) => existsSync(join(distFolder, name, packageOf(each)))),
  );

const lockOf = async (folder: string): Promise<Lock> =>
  JSON.parse(await readFile(join(folder, "package-lock.json"), "utf8")) as Lock;

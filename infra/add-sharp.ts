import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Settings } from "./settings.ts";

const root = join(import.meta.dirname, "..");
const cpus = { arm64: "arm64", x86_64: "x64" } as const;

/**
 * Puts sharp for Lambda's Linux beside a bundle, at the version of this project. npm fetches what this machine does not
 * have; where it cannot, the folder is left without, and says so: a function that was deployed so makes no pictures.
 */
export const addSharp = async (folder: string, architecture: Settings["architecture"]): Promise<boolean> => {
  const cpu = cpus[architecture];
  const packageOf = (name: string) => join("node_modules", name);
  try {
    const { version } = JSON.parse(await readFile(join(root, packageOf("sharp"), "package.json"), "utf8")) as {
      version: string;
    };
    if (cpu === process.arch && process.platform === "linux") {
      const native = [`@img/sharp-linux-${cpu}`, `@img/sharp-libvips-linux-${cpu}`];
      for (const name of ["sharp", "@img/colour", "detect-libc", "semver", ...native])
        await cp(join(root, packageOf(name)), join(folder, packageOf(name)), { recursive: true, dereference: true });
      return true;
    }
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const asked = [
      "install",
      `--os=linux`,
      `--cpu=${cpu}`,
      "--libc=glibc",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
    ];
    await promisify(execFile)("npm", [...asked, "--no-package-lock", `sharp@${version}`], {
      cwd: folder,
      timeout: 60_000,
    });
    return true;
  } catch (error) {
    console.error(
      `sharp for ${architecture} could not be had: do not deploy this (${(error as Error).message.split("\n")[0]})`,
    );
    return false;
  }
};

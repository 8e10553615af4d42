import { join } from "node:path";
import { build } from "esbuild";

const roles = ["sender", "sweeper", "consumer", "planner", "preload-clock"] as const;
export type Role = (typeof roles)[number];

/** The scripts of the processes, each bundled into one file: a process that is killed a hundred times starts quickly. */
export const bundleRoles = async (folder: string): Promise<(role: Role) => string> => {
  await build({
    entryPoints: roles.map((role) => join(import.meta.dirname, `${role}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    ...{ bundle: true, splitting: true, format: "esm", platform: "node", target: "node24", logLevel: "error" },
    mainFields: ["module", "main"],
    banner: {
      js: `import { createRequire as requireOf } from "node:module"; const require = requireOf(${JSON.stringify(import.meta.url)});`,
    },
  });
  return (role) => join(folder, `${role}.mjs`);
};

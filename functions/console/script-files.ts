import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Where the scripts of the console lie, by their names. In a bundle stands what is in them instead (`infra/bundle.ts`). */
export const scriptFiles = () => ({
  "bring.js": fileURLToPath(new URL("../../templates/scripts/bring.js", import.meta.url)),
  "desk.js": fileURLToPath(new URL("../../templates/scripts/desk.js", import.meta.url)),
  "own-zone.js": fileURLToPath(new URL("../../templates/scripts/own-zone.js", import.meta.url)),
  "run.js": fileURLToPath(new URL("../../templates/scripts/run.js", import.meta.url)),
  "sortable.js": createRequire(import.meta.url).resolve("sortablejs/modular/sortable.core.esm.js"),
});
export type ScriptName = keyof ReturnType<typeof scriptFiles>;

export const readScript = (name: ScriptName): Promise<string> => readFile(scriptFiles()[name], "utf8");

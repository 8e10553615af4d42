import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const ours = (name: string): string => fileURLToPath(new URL(`../../templates/scripts/${name}`, import.meta.url));

/** Where the scripts of the console lie, by their names. In a bundle stands what is in them instead (`infra/bundle.ts`). */
export const scriptFiles = () => ({
  "bring.js": ours("bring.js"),
  "desk-ask.js": ours("desk-ask.js"),
  "desk-edits.js": ours("desk-edits.js"),
  "desk-order.js": ours("desk-order.js"),
  "desk-parts.js": ours("desk-parts.js"),
  "desk-photo.js": ours("desk-photo.js"),
  "desk-words.js": ours("desk-words.js"),
  "desk.js": ours("desk.js"),
  "own-zone.js": ours("own-zone.js"),
  "run.js": ours("run.js"),
  "sortable.js": createRequire(import.meta.url).resolve("sortablejs/modular/sortable.core.esm.js"),
});
export type ScriptName = keyof ReturnType<typeof scriptFiles>;

export const readScript = (name: ScriptName): Promise<string> => readFile(scriptFiles()[name], "utf8");

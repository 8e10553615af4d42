import { Hono } from "hono";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";
import { readScript, type ScriptName } from "./script-files.ts";

/** What the desk's script is made of; named in the page all at once, so that none waits for another. */
const deskNames: readonly ScriptName[] = [
  "desk.js",
  "sortable.js",
  "desk-ask.js",
  "desk-parts.js",
  "desk-edits.js",
  "desk-words.js",
  "desk-photo.js",
  "desk-order.js",
];

/** The scripts of the console. Every page works without them. */
const names: readonly ScriptName[] = [...deskNames, "bring.js", "own-zone.js", "run.js"];
const pathOf = (name: ScriptName): string => `/console/scripts/${name}`;

export const deskScripts: readonly string[] = deskNames.map(pathOf);

export const scriptRoutes = (): Hono<ConsoleEnv> => {
  const app = new Hono<ConsoleEnv>();
  const read = new Map<ScriptName, Promise<string>>();
  for (const name of names)
    app.get(pathOf(name), needs("viewer"), async (context) => {
      const source = read.get(name) ?? readScript(name);
      read.set(name, source);
      return context.body(await source, 200, {
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "no-cache",
      });
    });
  return app;
};

import { Hono } from "hono";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";
import { readScript, type ScriptName } from "./script-files.ts";

/** The scripts of the console. Every page works without them. */
const names: readonly ScriptName[] = ["bring.js", "desk.js", "own-zone.js", "run.js", "sortable.js"];
const pathOf = (name: ScriptName): string => `/console/scripts/${name}`;

export const deskScripts: readonly string[] = [pathOf("desk.js")];

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

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Hono } from "hono";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";

/** The scripts of the desk by address. The page works without them. */
const sources: Readonly<Record<string, URL | string>> = {
  "/console/scripts/desk.js": new URL("../../templates/scripts/desk.js", import.meta.url),
  "/console/scripts/sortable.js": createRequire(import.meta.url).resolve("sortablejs/modular/sortable.core.esm.js"),
};

export const deskScripts: readonly string[] = ["/console/scripts/desk.js"];

export const scriptRoutes = (): Hono<ConsoleEnv> => {
  const app = new Hono<ConsoleEnv>();
  const read = new Map<string, Promise<string>>();
  for (const [path, file] of Object.entries(sources))
    app.get(path, needs("viewer"), async (context) => {
      const source = read.get(path) ?? readFile(file, "utf8");
      read.set(path, source);
      return context.body(await source, 200, {
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "no-cache",
      });
    });
  return app;
};

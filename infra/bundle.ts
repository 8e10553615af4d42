import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build, type Metafile, type Plugin, transform } from "esbuild";
import { scriptFiles } from "../functions/console/script-files.ts";
import type { FunctionName } from "../functions/environment.ts";

const root = join(import.meta.dirname, "..");

/**
 * Where each function begins, and what its bundle may weigh, minified and without its map: a few percent more than it
 * does, for it weighs the same wherever it is made.
 */
export const bundles: Readonly<Record<FunctionName, { entry: string; mostBytes: number; sharp?: true }>> = {
  web: { entry: "functions/web.handler.ts", mostBytes: 485_000 },
  archive: { entry: "functions/archive.handler.ts", mostBytes: 435_000 },
  console: { entry: "functions/console/console.handler.ts", mostBytes: 1_610_000 },
  intake: { entry: "functions/posts/intake.handler.ts", mostBytes: 1_020_000 },
  // It asks the sources, so it is intake, too; and it runs every minute, so it starts seldom.
  tick: { entry: "functions/calendar/tick.handler.ts", mostBytes: 1_970_000 },
  sweep: { entry: "functions/calendar/sweep.handler.ts", mostBytes: 640_000 },
  work: { entry: "functions/delivery/work.handler.ts", mostBytes: 700_000 },
  // It has four kinds of mail in five languages, and is waited for by nobody.
  mails: { entry: "functions/audience/mails.handler.ts", mostBytes: 740_000 },
  events: { entry: "functions/delivery/events.handler.ts", mostBytes: 375_000 },
  photos: { entry: "functions/posts/photos.handler.ts", mostBytes: 1_300_000, sharp: true },
  crops: { entry: "functions/posts/crops.handler.ts", mostBytes: 250_000, sharp: true },
  imports: { entry: "functions/audience/imports.handler.ts", mostBytes: 665_000 },
  inbound: { entry: "functions/audience/inbound.handler.ts", mostBytes: 430_000 },
};
export const functionNames = Object.keys(bundles) as FunctionName[];

/** CommonJS packages in a module ask for what a module does not have. */
const banner =
  'import { createRequire as requireHere } from "node:module";const require = requireHere(import.meta.url);';

/** `packages`: bytes of each in the bundle, the largest first; our own as `tearsheet`. */
export type Bundled = { name: FunctionName; bytes: number; packages: ReadonlyMap<string, number> };

/**
 * Makes the functions' folders anew, each under its name: `index.mjs`, its map beside it for stack traces. Answers what
 * is in them. Nothing that runs may carry MJML, and only what makes pictures asks for sharp, which lies beside it
 * (`addSharp`).
 */
export const bundleAll = async (folder: string): Promise<Bundled[]> => {
  const built = await Promise.all([
    buildTogether(folder, ["console"], []),
    buildTogether(
      folder,
      functionNames.filter((name) => name !== "console"),
      [withoutDocuments],
    ),
  ]);
  const made = built.flatMap(({ metafile }) => functionNames.flatMap((name) => weighed(metafile, name)));
  for (const { path, contents } of built.flatMap(({ outputFiles }) => outputFiles)) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  return functionNames.flatMap((name) => made.filter((each) => each.name === name));
};

/** In one build, what several functions have in common is read once. */
const buildTogether = (folder: string, names: readonly FunctionName[], plugins: readonly Plugin[]) =>
  build({
    entryPoints: names.map((name) => ({ in: join(root, bundles[name].entry), out: join(name, "index") })),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    sourcemap: "external",
    legalComments: "none",
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    banner: { js: banner },
    external: ["sharp"],
    alias: {
      "@aws-sdk/credential-provider-node": join(import.meta.dirname, "lambda-credentials.ts"),
      // The same parser without what fetches and decodes documents: a second undici and every code page there is.
      cheerio: join(root, "node_modules/cheerio/dist/browser/index.js"),
    },
    absWorkingDir: root,
    plugins: [withoutWeight, onlyClients, scriptsInside, oneCopy, ...plugins],
    // As undici calls it: without its second parser.
    define: { esbuildDetection: "true" },
    charset: "utf8",
    logLevel: "error",
  });

/** What the function's bundle holds, if this build made it. Throws when that is something that it may not hold. */
const weighed = ({ outputs }: Metafile, name: FunctionName): Bundled[] => {
  const { entry, sharp = false } = bundles[name];
  const output = Object.values(outputs).find(({ entryPoint }) => entryPoint === entry);
  if (!output) return [];
  const contents = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const packages = weigh(contents.map(([path, { bytesInOutput }]) => [packageOf(path), bytesInOutput]));
  const refused = [...packages.keys()].find((each) => /^(mjml|typescript)/.test(each));
  if (refused) throw new Error(`the bundle of ${name} holds ${refused}`);
  if (!sharp && output.imports.some(({ path }) => path === "sharp"))
    throw new Error(`the bundle of ${name} asks for sharp`);
  return [{ name, bytes: output.bytes, packages }];
};

/**
 * What none of our requests and mails reaches: of the MIME composer the types of every file there is, and fetching them;
 * of the SDK streams of events, which it loads when an operation has one, and a cache; of undici the forms of `fetch`.
 */
const withoutWeight: Plugin = {
  name: "without-weight",
  setup({ onLoad }) {
    onLoad({ filter: /nodemailer\/dist\/esm\/mime-funcs\/mime-types\.js$/ }, () => ({
      contents: `const none = () => { throw new Error("no attachments"); };
        export { none as detectMimeType, none as detectExtension };`,
    }));
    onLoad({ filter: /nodemailer\/dist\/esm\/fetch\/index\.js$/ }, () => ({
      contents: `export default () => { throw new Error("no attachments"); };`,
    }));
    onLoad({ filter: /@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/ }, () => ({
      contents: `const none = () => { throw new Error("left out of the bundle"); };
        export { none as EventStreamSerde, none as eventStreamSerdeProvider };
        export const resolveEventStreamSerdeConfig = (config) => config;`,
    }));
    // The endpoints that DynamoDB would name by the call: nobody asks it for any.
    onLoad({ filter: /mnemonist\/lru-cache\.js$/ }, () => ({
      contents:
        "module.exports = class extends Map { constructor() { super(); } peek(key) { return this.get(key); } };",
    }));
    // Asked only of bodies that are no bytes and no text.
    onLoad({ filter: /undici\/lib\/web\/webidl\/index\.js$/ }, () => ({
      contents: `exports.webidl = { is: { FormData: () => false } };`,
    }));
  },
};

/** The tables of HTML's entities lie beside each package that reads them, some in the same version: one of those is enough. */
const oneCopy: Plugin = {
  name: "one-copy",
  setup({ onResolve, resolve }) {
    const first = new Map<string, string>();
    onResolve({ filter: /^entities(\/|$)/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === "one-copy") return undefined;
      const found = await resolve(path, { ...from, pluginData: "one-copy" });
      const [folder = ""] = /^.*\/node_modules\/entities(?=\/)/.exec(found.path) ?? [];
      const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
      const same = first.get(version) ?? folder;
      first.set(version, same);
      return { ...found, path: same + found.path.slice(folder.length) };
    });
  },
};

/** Schemas check here, and only the console's API describes itself by them. */
const withoutDocuments: Plugin = {
  name: "without-documents",
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const names = [...source.matchAll(/^export (?:const|function|class) (\w+)/gm)].map(([, name]) => name);
      return { contents: `const none = () => {}; export { ${names.map((each) => `none as ${each}`).join(", ")} };` };
    });
  },
};

/** Of undici what none of our requests reaches: HTTP/2, the parser for CPUs without SIMD, bodies of `fetch`. */
const unreached = /undici\/lib\/(dispatcher\/client-h2|llhttp\/llhttp-wasm|web\/fetch\/(body|formdata))\.js$/;

/** undici's clients, and their `request` where an agent is used, without its fetch, WebSocket, caches and mocks. */
const onlyClients: Plugin = {
  name: "only-clients",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, () => ({ path: "undici", namespace: "only-clients", sideEffects: false }));
    onResolve({ filter: /^undici-agent$/ }, () => ({ path: "agent", namespace: "only-clients", sideEffects: false }));
    onLoad({ filter: unreached }, () => ({
      contents: `const none = () => { throw new Error("left out of the bundle"); };
        module.exports = Object.assign(none, { extractBody: none });`,
    }));
    onLoad({ filter: /^undici$/, namespace: "only-clients" }, () => ({
      contents: `export { default as Pool } from "undici/lib/dispatcher/pool.js"; export { Agent } from "undici-agent";`,
      resolveDir: root,
    }));
    onLoad({ filter: /^agent$/, namespace: "only-clients" }, () => ({
      contents: `import api from "undici/lib/api/index.js";
        import WithoutRequest from "undici/lib/dispatcher/agent.js";
        import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
        Object.assign(Dispatcher.prototype, api);
        export const Agent = WithoutRequest;`,
      resolveDir: root,
    }));
  },
};

/** The console's scripts as they are, for nothing lies beside a bundle. */
const scriptsInside: Plugin = {
  name: "scripts-inside",
  setup({ onLoad }) {
    onLoad({ filter: /functions\/console\/script-files\.ts$/ }, async () => {
      const read = Object.entries(scriptFiles()).map(async ([name, file]) => [name, await smaller(file)] as const);
      const scripts = JSON.stringify(Object.fromEntries(await Promise.all(read)));
      return { contents: `const scripts = ${scripts}; export const readScript = async (name) => scripts[name];` };
    });
  },
};

/** A script as browsers of this decade take it; it goes on importing those beside it. */
const smaller = async (file: string): Promise<string> => {
  const asked = { minify: true, format: "esm", target: "es2022", charset: "utf8", legalComments: "none" } as const;
  return (await transform(await readFile(file, "utf8"), asked)).code;
};

const packageOf = (path: string): string => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? "tearsheet";

const weigh = (each: readonly (readonly [string, number])[]): Map<string, number> => {
  const weights = new Map<string, number>();
  for (const [name, bytes] of each) weights.set(name, (weights.get(name) ?? 0) + bytes);
  return new Map([...weights].toSorted(([, a], [, b]) => b - a));
};

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import Handlebars from "handlebars";
import { fillTokens, sentinels } from "./brand.ts";

const folder = import.meta.dirname;
const compiled = join(folder, "compiled");
const output = join(compiled, "mail.js");

/** What a template may call; anything else in it is a mistake found here and not in somebody's mail. */
const knownHelpers = { if: true, unless: true, each: true, with: true } as unknown as KnownHelpers;
const options: PrecompileOptions = { strict: true, knownHelpersOnly: true, knownHelpers };

/** Compiles every template to one ES module that needs Handlebars' runtime only; `false` when nothing had changed. */
export const buildTemplates = async (): Promise<boolean> => {
  const fingerprint = await inputsFingerprint();
  if (existsSync(output) && (await readFile(output, "utf8")).startsWith(`// ${fingerprint}\n`)) return false;
  const partials = await readPartials();
  const module = [
    `// ${fingerprint}`,
    'import Handlebars from "handlebars/runtime.js";',
    `const partials = {${partials.map(([name, source]) => `${name}: Handlebars.template(${spec(source)})`)}};`,
    "const template = (spec) => { const run = Handlebars.template(spec); return (view) => run(view, { partials }); };",
    `export const digestHtml = template(${spec(await mjmlTemplate("digest.mjml"))});`,
    `export const digestText = template(${spec(await read("digest.txt.hbs"), { noEscape: true })});`,
  ].join("\n");
  await mkdir(compiled, { recursive: true });
  const fresh = `${output}.${process.pid}`;
  await writeFile(fresh, `${module}\n`);
  await rename(fresh, output);
  return true;
};

/** MJML to HTML that still holds its Handlebars loops; throws with every complaint of MJML's strict validation. */
export const mjmlTemplate = async (name: string): Promise<string> => {
  const { default: mjml } = await import("mjml");
  const path = join(folder, name);
  const { html } = await mjml(await readFile(path, "utf8"), {
    filePath: path,
    validationLevel: "strict",
    minify: true,
    preprocessors: [fillTokens],
    ...{ ignoreIncludes: false, includePath: [folder] },
  });
  return afterMjml(html);
};

/** Puts variables where MJML could not take them: sentinel colours, the direction of writing, the sizes of the photos. */
const afterMjml = (html: string): string => {
  const replacements: [string | RegExp, string][] = [
    ...Object.entries(sentinels),
    [".x-sizes{order:731}", " {{#each sizes}}.{{name}}{min-height:{{height}}px}{{/each}} "],
    [".x-sizes-phone{order:732}", " {{#each sizes}}.{{name}}{min-height:{{phoneHeight}}vw}{{/each}} "],
    ["font-style:italic", "font-style:{{@root.headingStyle}}"],
    ["direction:ltr", "direction:{{@root.dir}}"],
    ["text-align:left", "text-align:{{@root.start}}"],
    [/align="?left"?(?=[ >])/g, 'align="{{@root.start}}"'],
    ["padding:0 4px 0 0", "padding:{{@root.gap.first}}"],
    ["padding:0 0 0 4px", "padding:{{@root.gap.second}}"],
  ];
  return replacements.reduce((result, [found, variable]) => {
    const replaced = result.replaceAll(typeof found === "string" ? found : new RegExp(found, "g"), () => variable);
    const inPartialsOnly = typeof found === "string" && variable.startsWith("{{plate.");
    if (replaced === result && !inPartialsOnly) throw new Error(`MJML's output has no ${found} to become ${variable}`);
    return replaced;
  }, html);
};

const read = async (name: string): Promise<string> => fillTokens(await readFile(join(folder, name), "utf8"));

const readPartials = async (): Promise<[string, string][]> => {
  const names = (await readdir(join(folder, "partials"))).filter((name) => name.endsWith(".hbs")).sort();
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const source = (await read(join("partials", name))).trim();
      return [name.replace(/\.hbs$/, ""), replaceSentinels(source)];
    }),
  );
};

const replaceSentinels = (source: string): string =>
  Object.entries(sentinels).reduce((result, [colour, variable]) => result.replaceAll(colour, variable), source);

const spec = (source: string, more: PrecompileOptions = {}): string =>
  String(Handlebars.precompile(source, { ...options, ...more }));

const inputsFingerprint = async (): Promise<string> => {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(mjml|hbs)$|^(brand|build)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash("sha256");
  for (const path of [...files, join(folder, "../package-lock.json")]) hash.update(path).update(await readFile(path));
  return hash.digest("hex");
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const startedAt = performance.now();
  const built = await buildTemplates();
  const took = Math.round(performance.now() - startedAt);
  process.stdout.write(built ? `templates built in ${took} ms\n` : "templates are up to date\n");
}

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** docs/decisions/arrows.md: arrows point one way. Which rooms a room of `functions/` may import from. */
const arrows: Record<string, readonly string[]> = {
  core: [],
  mail: ["core"],
  posts: ["core"],
  digest: ["core", "posts"],
  audience: ["core", "mail"],
  delivery: ["core", "posts", "digest", "mail", "audience"],
  calendar: ["core", "mail", "posts", "digest", "delivery"],
  console: ["core", "posts", "digest", "mail", "audience", "delivery", "calendar"],
};
const rooms = Object.keys(arrows);

/** What only a handler, and what answers for several of them, may know. */
const ofLambda = ["aws-lambda", "hono/aws-lambda", "@aws-lambda-powertools/logger"];

type Finding = { category: string; location: { path: string | { file: string } } };

let folder: string;
let findings: { rule: string; file: string }[];

/** Runs the project's own lint over files that break its rules on purpose. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tearsheet-lint-"));
  const config = JSON.parse(await readFile("biome.json", "utf8"));
  const { $schema: _, vcs: __, ...rest } = config;
  await write("biome.json", JSON.stringify(rest));
  for (const from of rooms)
    for (const to of rooms)
      await write(`functions/${from}/to-${to}.ts`, `import type { X } from "../${to}/x.ts";\n\nexport type Y = X;\n`);
  for (const from of rooms)
    await write(`functions/${from}/to-local.ts`, `import { x } from "../../local/x.ts";\n\nexport const y = x;\n`);
  await write(
    "functions/core/floating.ts",
    "const send = async (): Promise<void> => {};\n\nexport const run = (): void => {\n  send();\n};\n",
  );
  await write("functions/posts/fetching.ts", 'export const get = () => fetch("https://example.org/");\n');
  await write("functions/posts/undici.ts", 'import { request } from "undici";\n\nexport const get = request;\n');
  await write("functions/core/default.ts", "export default 1;\n");
  await write("functions/no-lambda.grit", await readFile("functions/no-lambda.grit", "utf8"));
  for (const [at, source] of ofLambda.entries()) {
    const text = `import type { X } from "${source}";\n\nexport type Y = X;\n`;
    for (const name of [`lambda-${at}.ts`, `lambda-${at}.handler.ts`]) await write(`functions/delivery/${name}`, text);
  }
  const output = await new Promise<string>((done) => {
    const biome = join(process.cwd(), "node_modules/.bin/biome");
    execFile(
      biome,
      ["lint", "--reporter=json", "--max-diagnostics=none", "."],
      { cwd: folder, maxBuffer: 1e8 },
      (_e, out) => done(out),
    );
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: Finding[] };
  findings = diagnostics.map(({ category, location }) => ({
    rule: category,
    file: typeof location.path === "string" ? location.path : location.path.file,
  }));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
};

const refused = (file: string, rule: string): boolean =>
  findings.some((finding) => finding.file.endsWith(file) && finding.rule.endsWith(rule));

describe("lint", () => {
  it.each(rooms)("lets %s import only from where the arrows point, types included", (from) => {
    const allowed = rooms.filter((to) => !refused(`functions/${from}/to-${to}.ts`, "noRestrictedImports"));
    expect(allowed.toSorted()).toEqual([...(arrows[from] ?? []), from].toSorted());
  });

  it.each(rooms)("keeps %s from the local home", (from) => {
    expect(refused(`functions/${from}/to-local.ts`, "noRestrictedImports")).toBe(true);
  });

  it.each(ofLambda.map((source, at) => [at, source] as const))(
    "keeps what Lambda is from the use cases, and not from handlers (%i: %s)",
    (at) => {
      expect(refused(`functions/delivery/lambda-${at}.ts`, "plugin")).toBe(true);
      expect(refused(`functions/delivery/lambda-${at}.handler.ts`, "plugin")).toBe(false);
    },
  );

  it("finds a promise that nobody waits for", () => {
    expect(refused("functions/core/floating.ts", "noFloatingPromises")).toBe(true);
  });

  it("lets nothing but the guarded fetch reach out", () => {
    expect(refused("functions/posts/fetching.ts", "noRestrictedGlobals")).toBe(true);
    expect(refused("functions/posts/undici.ts", "noRestrictedImports")).toBe(true);
  });

  it("finds a default export", () => {
    expect(refused("functions/core/default.ts", "noDefaultExport")).toBe(true);
  });
});

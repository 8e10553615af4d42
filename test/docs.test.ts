import { existsSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

const pagesThere = ["*.md", "docs/**/*.md"];
const sourcesThere = ["*.ts", "{bin,functions,infra,local,templates,test}/**/*.{ts,js,grit}"];

const textsOf = async (patterns: readonly string[]): Promise<Map<string, string>> => {
  const texts = new Map<string, string>();
  for await (const file of glob(patterns, { exclude: ["node_modules/**", "templates/compiled/**"] }))
    texts.set(file, await readFile(file, "utf8"));
  return texts;
};

/** The anchors of a page, as GitHub makes them of its headings. */
const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );

let pages: Map<string, string>;
let sources: Map<string, string>;
beforeAll(async () => {
  pages = await textsOf(pagesThere);
  sources = await textsOf(sourcesThere);
});

describe("the pages beside the code", () => {
  it("link to files and headings that are there", () => {
    const broken = [...pages].flatMap(([page, text]) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
        if (/^https?:/.test(link)) return [];
        const [path = "", anchor] = link.split("#");
        const file = path === "" ? page : join(dirname(page), path);
        const isThere = existsSync(file) && (!anchor || anchorsOf(pages.get(file) ?? "").includes(anchor));
        return isThere ? [] : [`${page}: ${link}`];
      }),
    );
    expect(pages.size).toBeGreaterThan(20);
    expect(broken).toEqual([]);
  });

  it("name scripts of the package that are there", async () => {
    const { scripts } = JSON.parse(await readFile("package.json", "utf8")) as { scripts: Record<string, string> };
    const named = [...pages].flatMap(([page, text]) =>
      [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = ""]) => ({ page, script })),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
  });

  it("and files of the code that are there", () => {
    const named = [...pages].flatMap(([page, text]) =>
      [...text.matchAll(/`((?:bin|docs|functions|infra|local|templates|test)\/[\w./-]+)`/g)].map(
        ([, file = ""]) => `${page}: ${file}`,
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((each) => !existsSync(each.split(": ")[1] ?? ""))).toEqual([]);
  });

  it("and benchmarks and tests that are there", () => {
    const named = [...pages].flatMap(([page, text]) => [
      ...[...text.matchAll(/npm run bench -- ([a-z-]+)/g)].map(([, name]) => `${page}: test/bench/${name}.bench.ts`),
      ...[...text.matchAll(/npx vitest run[^`\n]* (test\/[\w./-]+)/g)].map(([, file]) => `${page}: ${file}`),
    ]);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((each) => !existsSync(each.split(": ")[1] ?? ""))).toEqual([]);
  });

  it("are there where a comment names them", () => {
    const named = [...sources].flatMap(([file, text]) =>
      [...text.matchAll(/docs\/[\w/-]+\.md/g)].map(([page]) => `${file}: ${page}`),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((each) => !existsSync(each.split(": ")[1] ?? ""))).toEqual([]);
  });
});

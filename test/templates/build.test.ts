import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { fillTokens, sentinels } from "../../templates/brand.ts";
import { buildTemplates, mjmlTemplate } from "../../templates/build.ts";

const compiled = new URL("../../templates/compiled/mail.js", import.meta.url);

describe("the build", () => {
  test("turns every sentinel into its variable: none is shortened, merged or left", async () => {
    const html = await mjmlTemplate("digest.mjml");
    const module = await readFile(compiled, "utf8");
    for (const [colour, variable] of Object.entries(sentinels)) {
      expect(`${html}${module}`.toLowerCase()).not.toContain(colour);
      const inPartials = await partials();
      expect(html.includes(variable) || inPartials.includes(colour)).toBe(true);
    }
    expect(html).not.toContain("x-sizes");
  });

  test("leaves no token and no include behind", async () => {
    expect(await mjmlTemplate("digest.mjml")).not.toMatch(/\[\[|mj-include|<mj-/);
  });

  test("does nothing when nothing has changed", async () => {
    expect(await buildTemplates()).toBe(false);
  });

  test("makes a module that needs the runtime alone and compiles nothing", async () => {
    const module = await readFile(compiled, "utf8");
    expect([...module.matchAll(/^import .*$/gm)].map(String)).toEqual([
      'import Handlebars from "handlebars/runtime.js";',
    ]);
    expect(module).not.toMatch(/\beval\(|new Function|\.compile\(/);
  });

  test("refuses a token that the brand does not have", () => {
    expect(() => fillTokens("[[colour.light.glitter]]")).toThrow("colour.light.glitter");
  });
});

const partials = async (): Promise<string> => {
  const read = (name: string) => readFile(new URL(`../../templates/partials/${name}`, import.meta.url), "utf8");
  return fillTokens((await Promise.all(["photo.hbs", "figure.hbs", "story.hbs"].map(read))).join(""));
};

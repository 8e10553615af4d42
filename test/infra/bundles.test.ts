import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wiring } from "../../functions/environment.ts";
import { type Bundled, bundle, bundles, functionNames } from "../../infra/bundle.ts";

const run = promisify(execFile);
let folder: string;
const made = new Map<string, Bundled>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tearsheet-bundles-"));
  await Promise.all(functionNames.map(async (name) => made.set(name, await bundle(name, join(folder, name)))));
  await symlink(join(process.cwd(), "node_modules"), join(folder, "photos/node_modules"));
  await symlink(join(process.cwd(), "node_modules"), join(folder, "crops/node_modules"));
}, 240_000);
afterAll(() => rm(folder, { recursive: true }));

const told = (name: keyof typeof wiring) =>
  Object.fromEntries(
    wiring[name].map((variable) => [
      variable,
      /(URL|ISSUER|SCRIPT|VERIFY)$/.test(variable) ? "https://x.example" : "x",
    ]),
  );

describe.each(functionNames)("the bundle of %s", (name) => {
  it("is within its budget and has nothing of MJML", () => {
    const { bytes = 0, packages } = made.get(name) ?? {};
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(bundles[name].mostBytes);
    expect([...(packages ?? new Map()).keys()].filter((each) => each.startsWith("mjml"))).toEqual([]);
  });

  it("starts with what it is told, and answers by a handler", async () => {
    const script = `const { handler } = await import(${JSON.stringify(join(folder, name, "index.mjs"))}); console.log(typeof handler);`;
    const env = { PATH: process.env.PATH, AWS_REGION: "eu-west-1", ...told(name) };
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { env });
    expect(stdout.trim()).toBe("function");
  });

  it("says which variables it misses", async () => {
    const script = `await import(${JSON.stringify(join(folder, name, "index.mjs"))})`;
    const failed = run(process.execPath, ["--input-type=module", "-e", script], { env: { AWS_REGION: "eu-west-1" } });
    await expect(failed).rejects.toThrow(wiring[name][0]);
  });
});

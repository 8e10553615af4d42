import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wiring } from "../../functions/environment.ts";
import { type Bundled, bundleAll, bundles, functionNames } from "../../infra/bundle.ts";
import { openAws } from "../support/aws.ts";

const run = promisify(execFile);
let folder: string;
let made: ReadonlyMap<string, Bundled>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tearsheet-bundles-"));
  made = new Map((await bundleAll(folder)).map((each) => [each.name, each]));
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

  it("starts with the variables that it is told and no others, and answers by a handler", async () => {
    const script = "console.log(typeof (await import(process.argv[1])).handler)";
    const { stdout } = await run(
      process.execPath,
      ["--input-type=module", "-e", script, join(folder, name, "index.mjs")],
      { env: { PATH: process.env.PATH, AWS_REGION: "eu-west-1", ...told(name) } },
    );
    expect(stdout.trim()).toBe("function");
  });
});

it("a worker off a queue says of each message whether it failed, so that the others of its batch do not come again", async () => {
  const script = `
    const { handler } = await import(process.argv[1]);
    const bodies = [{ Event: "s3:TestEvent" }, { Records: "none" }, { Event: "s3:TestEvent" }];
    const Records = bodies.map((body, at) => ({ messageId: "message-" + at, body: JSON.stringify(body) }));
    const answer = await handler({ Records }, { getRemainingTimeInMillis: () => 900_000 });
    console.log("\\n" + JSON.stringify(answer));`;
  const aws = await openAws();
  aws.secrets.set("x", "k".repeat(64));
  const { stdout } = await run(
    process.execPath,
    ["--input-type=module", "-e", script, join(folder, "imports/index.mjs")],
    {
      env: {
        PATH: process.env.PATH,
        AWS_REGION: "eu-west-1",
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        ...told("imports"),
      },
    },
  ).finally(aws.close);
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toEqual({
    batchItemFailures: [{ itemIdentifier: "message-1" }],
  });
});

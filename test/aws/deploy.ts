import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { S3Client } from "@aws-sdk/client-s3";
import { readTold } from "../../infra/read-facts.ts";
import type { Settings } from "../../infra/settings.ts";
import { emptyBucket } from "./empty-bucket.ts";
import { type Template, withoutLacks } from "./lacks.ts";

const root = join(import.meta.dirname, "../..");
const recorder = join(import.meta.dirname, "record-requests.ts");
const cdk = join(root, "node_modules/aws-cdk/bin/cdk");

export type Deployment = { publicUrl: string };

/** Makes the templates of a stage, and deploys both stacks; `isStandIn`: without what such a server cannot make. */
export const deploy = async (
  { stage, folder, isStandIn, record }: { stage: string; folder: string; isStandIn: boolean; record: string },
  print: (line: string) => void,
): Promise<Deployment> => {
  const assembly = join(folder, "cdk.out");
  const outputs = join(folder, "outputs.json");
  await call(["synth", "--quiet", "-c", `stage=${stage}`, "-o", assembly]);
  if (isStandIn) await prepare(assembly, record, print);
  await call(["bootstrap", "--app", assembly]);
  await call(["deploy", "--all", "--app", assembly, "--require-approval", "never", "--outputs-file", outputs]);
  const told = JSON.parse(await readFile(outputs, "utf8")) as Record<string, { PublicUrl?: string }>;
  const publicUrl = told[`tearsheet-${stage}-newsletter`]?.PublicUrl;
  if (!publicUrl) throw new Error("the newsletter stack says no PublicUrl");
  return { publicUrl };
};

/**
 * Takes both stacks away again, the newsletter's first: then nobody puts a file into a bucket any more. Buckets are emptied
 * before their stack goes. Where nothing was deployed there is nothing to do.
 */
export const destroy = async ({ folder, settings }: { folder: string; settings: Settings }): Promise<void> => {
  const assembly = join(folder, "cdk.out");
  if (!existsSync(join(assembly, "manifest.json"))) return;
  const { stage, region } = settings;
  const told = [...(await readTold(region, stage))];
  const buckets = told.filter(([variable, name]) => variable.startsWith("TEARSHEET_BUCKET_") && name !== "");
  const s3 = new S3Client({ region, ...(process.env.AWS_ENDPOINT_URL && { forcePathStyle: true }) });
  for (const stack of ["newsletter", "storage"]) {
    for (const [, name] of buckets) await emptyBucket(s3, name);
    await call(["destroy", `tearsheet-${stage}-${stack}`, "--exclusively", "--force", "--app", assembly]);
  }
};

/** Leaves out what cannot be deployed there, and has the functions, which are processes of this machine, note what they ask. */
const prepare = async (assembly: string, record: string, print: (line: string) => void) => {
  for (const name of (await readdir(assembly)).filter((each) => each.endsWith(".template.json"))) {
    const path = join(assembly, name);
    const template = JSON.parse(await readFile(path, "utf8")) as Template;
    const left = withoutLacks(template);
    if (left.length > 0) print(`left out of ${name}: ${left.join(", ")}`);
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== "AWS::Lambda::Function" || !Properties?.Environment) continue;
      const { Variables } = Properties.Environment;
      Variables.TEARSHEET_RECORD = record;
      Variables.NODE_OPTIONS = `${Variables.NODE_OPTIONS} --import ${pathToFileURL(recorder)}`;
    }
    await writeFile(path, JSON.stringify(template));
  }
};

/** What the CDK says is shown only when it fails. */
const call = async (args: readonly string[]): Promise<void> => {
  const child = spawn(process.execPath, [cdk, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => said.push(String(data)));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`cdk ${args[0]} failed:\n${said.join("").split("\n").slice(-80).join("\n")}`);
};

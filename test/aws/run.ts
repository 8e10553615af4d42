import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkLine, preflight } from "../../functions/mail/preflight.ts";
import { readFacts } from "../../infra/read-facts.ts";
import { readSettings } from "../../infra/settings.ts";
import { andClean } from "./and-clean.ts";
import { awaitIdentity } from "./await-identity.ts";
import { deploy, destroy } from "./deploy.ts";
import { readDeployed } from "./deployed.ts";
import { lackLines } from "./lacks.ts";
import { leastPrivilege } from "./least-privilege.ts";
import { openMailSink, type SunkMail } from "./mail-sink.ts";
import { eventsOf, publisher } from "./ses-says.ts";
import { steps } from "./steps.ts";
import { unexpectedChecks } from "./unexpected-checks.ts";
import { expect, until } from "./until.ts";

/**
 * The deployed end to end, against whatever `AWS_ENDPOINT_URL` names, or a real account without it. Takes both stacks of
 * the stage away again at the end, whatever became of it, unless `--keep`.
 */
const stage = process.env.TEARSHEET_STAGE ?? "e2e";
const isStandIn = process.env.AWS_ENDPOINT_URL !== undefined;
const began = Date.now();
const print = (line: string): void => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);

/** What configuration sets would publish of the two mails of the preflight. */
const reportProbes = async (mails: readonly SunkMail[]): Promise<void> => {
  const say = await publisher(stage);
  const isProbe = ({ raw }: SunkMail) => raw.includes("delivery=probe_preflight-");
  await until("the mails of the preflight have come", async () => mails.filter(isProbe).length === 2);
  for (const mail of mails.filter(isProbe)) for (const event of await eventsOf(mail)) await say(event);
};

const settings = readSettings(stage);
if (settings.keep !== "no" || settings.cloudFront !== "off")
  throw new Error(`the stage ${stage} is none to be thrown away: keep is to be "no", and cloudFront "off"`);
process.env.AWS_REGION ??= settings.region;
const folder = await mkdtemp(join(tmpdir(), "tearsheet-e2e-"));
const record = join(folder, "requests.jsonl");
const mailPort = process.env.TEARSHEET_TEST_MAIL_PORT;
const sink = mailPort ? await openMailSink(Number(mailPort)) : undefined;

const work = async (): Promise<void> => {
  print(isStandIn ? "against a server that stands in for AWS" : "against an account of AWS");
  const { publicUrl } = await deploy({ stage, folder, isStandIn, record }, print);
  print("both stacks are deployed");
  if (!isStandIn) await awaitIdentity(settings, print);
  const deployed = await readDeployed(stage);
  for (const step of steps({ deployed, publicUrl, settings, mails: sink?.mails })) print(await step());
  if (isStandIn)
    for (const line of await leastPrivilege({ record, deployed, senderDomain: settings.senderDomain })) print(line);
  const facts = readFacts(settings, 60);
  if (sink) await reportProbes(sink.mails);
  const checks = preflight(await facts);
  for (const each of checks) print(`preflight ${checkLine(each).split("\n")[0]}`);
  const unexpected = unexpectedChecks(checks, isStandIn ? "standIn" : "account");
  expect(unexpected.length === 0, `the preflight is not content:\n${unexpected.map(checkLine).join("\n")}`);
};

const clean = async (): Promise<void> => {
  if (process.argv.includes("--keep")) return;
  await destroy({ folder, settings });
  print("both stacks are taken away");
};

try {
  await andClean(work, clean);
  if (isStandIn) for (const line of lackLines()) console.log(line);
  console.log("OK");
} finally {
  await sink?.close();
  await rm(folder, { recursive: true, force: true });
}

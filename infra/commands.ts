import { Command } from "commander";
import { InvalidInput, NotFound, Retryable } from "../functions/core/errors.ts";
import type { KeptKeys } from "../functions/core/rotate-keys.ts";
import type { Using } from "../functions/core/using.ts";
import { dnsRecords, zoneLine } from "../functions/mail/dns-records.ts";
import type { InstallationCommandDeps } from "../functions/mail/installation-commands.ts";
import { checkLine, preflight } from "../functions/mail/preflight.ts";
import { readSettings, unsubscribeMailbox } from "./settings.ts";
import type { StageParts } from "./stage-parts.ts";

const notAsked = (cause: Error): never => {
  if (cause instanceof NotFound) throw cause;
  const { code = cause.name } = cause as Error & { code?: string };
  throw new Retryable(`AWS cannot be asked (${code}): look at the credentials, the region and the network`, { cause });
};

const wholeSeconds = (typed: string): number => {
  const seconds = Number(typed);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 900) throw new InvalidInput("--wait: at most 900 seconds");
  return seconds;
};

const print = (line: string) => console.log(line);

/** Opens a deployed stage for commands, by the SDK's usual environment. */
export const usingStage =
  (stage: string): Using<StageParts> =>
  async (work) => {
    const settings = readSettings(stage);
    const { stageParts } = await import("./stage-parts.ts");
    return work(await stageParts(settings).catch(notAsked));
  };

/** Opens the tables of a deployed stage that say who gets what, to confirm or to stop them: no secret is read. */
export const usingTables = async (
  stage: string,
  work: (deps: InstallationCommandDeps) => Promise<void>,
): Promise<void> => {
  const settings = readSettings(stage);
  const { openStage } = await import("./read-facts.ts");
  const deps = await openStage(settings).catch(notAsked);
  if (!deps) throw new NotFound(`the stage ${stage} is not deployed in ${settings.region}`);
  await work({ ...deps, print });
};

/** The keys that a deployed stage signs links with. */
export const keysOfStage = async (stage: string): Promise<KeptKeys> => {
  const { region } = readSettings(stage);
  const { readTold } = await import("./read-facts.ts");
  const id = (await readTold(region, stage).catch(notAsked)).get("TEARSHEET_SECRET_KEYRING");
  if (!id) throw new NotFound(`stage ${stage} is not deployed`);
  const { SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const { secretKeys } = await import("./secret-keys.ts");
  return secretKeys({ secrets: new SecretsManagerClient({ region }), id });
};

/** `tearsheet dns` and `tearsheet preflight`: what an operator asks of a stage, by the SDK's usual environment. */
export const operatorCommands = (): Command[] => [
  new Command("dns")
    .description("print the DNS records that a stage needs, for a zone file")
    .argument("<stage>", "infra/stages/<stage>.json")
    .action(async (stage: string) => {
      const settings = readSettings(stage);
      const { readIdentity, readOutputs } = await import("./read-facts.ts");
      const dkimTokens = (await readIdentity(settings).catch(() => undefined))?.DkimAttributes?.Tokens ?? [];
      const { cloudFront } = settings;
      const domain = typeof cloudFront === "object" ? cloudFront.domain : undefined;
      const distribution = domain && (await readOutputs(settings).catch(() => undefined))?.get("DistributionDomain");
      const pages = domain && distribution ? { domain, distribution } : undefined;
      const inboundDomain = unsubscribeMailbox(settings).split("@")[1];
      for (const record of dnsRecords({ ...settings, dkimTokens, pages, inboundDomain })) print(zoneLine(record));
      if (dkimTokens.length === 0)
        print("; DKIM: three CNAMEs, which SES draws when the storage stack is deployed (or it could not be asked)");
      if (domain && !pages)
        print(`; ${domain}: a CNAME to the distribution, which is there when the newsletter stack is deployed`);
    }),
  new Command("preflight")
    .description("say what is missing before the first issue of a deployed stage; fails while something is")
    .argument("<stage>", "infra/stages/<stage>.json")
    .option("--wait <seconds>", "for SES's word of two mails to its simulator; 0 sends none", wholeSeconds, 120)
    .action(async (stage: string, { wait }: { wait: number }) => {
      const settings = readSettings(stage);
      const { readFacts } = await import("./read-facts.ts");
      const checks = preflight(await readFacts(settings, wait).catch(notAsked));
      for (const each of checks) print(checkLine(each));
      if (checks.some(({ ok }) => !ok)) process.exitCode = 1;
    }),
];

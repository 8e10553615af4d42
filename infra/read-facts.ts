import { resolveMx, resolveTxt } from "node:dns/promises";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import { DescribeActiveReceiptRuleSetCommand, SESClient } from "@aws-sdk/client-ses";
import {
  GetAccountCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  type GetEmailIdentityCommandOutput,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { paginateListSubscriptionsByTopic, SNSClient } from "@aws-sdk/client-sns";
import { audienceStore } from "../functions/audience/store.ts";
import { installationDeps } from "../functions/aws/installation.ts";
import { newsletterStore } from "../functions/core/newsletter-store.ts";
import { documentClient } from "../functions/core/store.ts";
import { tableVariable, type Variable } from "../functions/environment.ts";
import type { ConfirmInstallationDeps } from "../functions/mail/confirm-installation.ts";
import type { PreflightFacts } from "../functions/mail/preflight.ts";
import { readInstallation } from "../functions/mail/read-installation.ts";
import { sendingTables } from "../functions/tables.ts";
import { type Settings, unsubscribeMailbox } from "./settings.ts";
import { tryBothSets } from "./try-both-sets.ts";

/** The identity of a stage as SES has it; nothing before it is deployed. */
export const readIdentity = async ({
  region,
  senderDomain,
}: Settings): Promise<GetEmailIdentityCommandOutput | undefined> =>
  new SESv2Client({ region }).send(new GetEmailIdentityCommand({ EmailIdentity: senderDomain })).catch(absent);

/** What the newsletter stack of a stage says of itself; nothing before it is deployed. */
export const readOutputs = async ({
  region,
  stage,
}: Pick<Settings, "region" | "stage">): Promise<ReadonlyMap<string, string>> => {
  const asked = new DescribeStacksCommand({ StackName: `tearsheet-${stage}-newsletter` });
  const found = await new CloudFormationClient({ region }).send(asked).catch((error: Error) => {
    // CloudFormation has no other name for a stack that is not there.
    if (error.name !== "ValidationError") throw error;
  });
  const outputs = found?.Stacks?.[0]?.Outputs ?? [];
  return new Map(outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
};

/** What confirms the tables of a stage, or stops them; nothing where the stage is not deployed. */
export const openStage = async ({ region, stage }: Settings): Promise<ConfirmInstallationDeps | undefined> =>
  stageDeps(region, await readTold(region, stage));

const stageDeps = (region: string, told: ReadonlyMap<Variable, string>): ConfirmInstallationDeps | undefined => {
  if (!sendingTables.every((definition) => told.has(tableVariable(definition) as Variable))) return undefined;
  const client = new DynamoDBClient({ region });
  const db = documentClient(client);
  return installationDeps(client, (variable) => ({ db, name: told.get(variable) ?? "" }));
};

/**
 * Finds out about a deployed stage what `preflight` looks at. It sends nothing but two mails to SES's simulator, and those
 * only from tables that may be sent from; none where `waitSeconds`, for their events, is nothing.
 */
export const readFacts = async (settings: Settings, waitSeconds = 0): Promise<PreflightFacts> => {
  const { region, senderDomain, stage } = settings;
  const told = await readTold(region, stage);
  const [account, identity, dmarc, newsletters, configurationSets] = await Promise.all([
    readAccount(region),
    readIdentity(settings),
    readDmarc(senderDomain),
    readNewsletters(region, told),
    readSets(region, [told.get("TEARSHEET_CONFIGURATION_SET"), (await readIdentity(settings))?.ConfigurationSetName]),
  ]);
  const tables = stageDeps(region, told);
  const publicUrl = told.get("TEARSHEET_PUBLIC_URL") ?? settings.publicUrl ?? "http://nothing-is-deployed.invalid";
  return {
    installation: tables && (await readInstallation(tables)).standing,
    senderDomain,
    account,
    dmarc,
    configurationSets,
    publicUrl,
    ...newsletters,
    identity: identity && {
      verified: identity.VerifiedForSendingStatus === true,
      dkim: identity.DkimAttributes?.Status ?? "NOT_STARTED",
      mailFrom: identity.MailFromAttributes?.MailFromDomainStatus ?? "NOT_STARTED",
      mailFromDomain: identity.MailFromAttributes?.MailFromDomain,
    },
    unsubscribeStatus: await postStatus(`${publicUrl}/unsubscribe/preflight`),
    eventsTried: waitSeconds > 0 ? await tryBothSets(settings, told, waitSeconds) : [],
    alarms: await readAlarms(settings),
    inbound: await readInbound(settings),
  };
};

const readAlarms = async (settings: Settings): Promise<PreflightFacts["alarms"]> => {
  const TopicArn = (await readOutputs(settings)).get("AlarmsTopic");
  if (!TopicArn) return undefined;
  const client = new SNSClient({ region: settings.region });
  const alarms = { confirmed: 0, pending: 0 };
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
    for (const { SubscriptionArn = "" } of Subscriptions) {
      if (SubscriptionArn.startsWith("arn:")) alarms.confirmed++;
      if (SubscriptionArn === "PendingConfirmation") alarms.pending++;
    }
  return alarms;
};

const readInbound = async (settings: Settings): Promise<PreflightFacts["inbound"]> => {
  const { inboundMail, region } = settings;
  if (!inboundMail) return undefined;
  const domain = unsubscribeMailbox(settings).split("@")[1] ?? "";
  const { Metadata } = await new SESClient({ region }).send(new DescribeActiveReceiptRuleSetCommand({}));
  const exchanges = (await resolveMx(domain).catch(() => [])).map(({ exchange }) => exchange);
  return { ruleSet: inboundMail.ruleSet, active: Metadata?.Name, domain, exchanges };
};

const readAccount = async (region: string): Promise<PreflightFacts["account"]> => {
  const account = await new SESv2Client({ region }).send(new GetAccountCommand({})).catch(absent);
  return (
    account && {
      production: account.ProductionAccessEnabled === true,
      sending: account.SendingEnabled === true,
      dailyQuota: account.SendQuota?.Max24HourSend ?? 0,
      ratePerSecond: account.SendQuota?.MaxSendRate ?? 0,
    }
  );
};

const readSets = async (region: string, names: readonly (string | undefined)[]) => {
  const ses = new SESv2Client({ region });
  const known = names.filter((name) => name !== undefined);
  return Promise.all(
    known.map(async (name) => {
      const asked = new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: name });
      const found = await ses.send(asked).catch(absent);
      return {
        name,
        publishes: found?.EventDestinations?.some(({ Enabled, SnsDestination }) => Enabled && SnsDestination) === true,
      };
    }),
  );
};

/** What the functions of the stage were told, by variable; they are found by their descriptions. */
export const readTold = async (region: string, stage: string): Promise<ReadonlyMap<Variable, string>> => {
  const told = new Map<Variable, string>();
  for await (const { Functions = [] } of paginateListFunctions({ client: new LambdaClient({ region }) }, {}))
    for (const { Description = "", Environment } of Functions)
      if (Description.startsWith(`Tearsheet ${stage}: `))
        for (const [name, value] of Object.entries(Environment?.Variables ?? {})) told.set(name as Variable, value);
  return told;
};

const readNewsletters = async (region: string, told: ReadonlyMap<Variable, string>) => {
  const [newsletters, audience] = [told.get("TEARSHEET_TABLE_NEWSLETTERS"), told.get("TEARSHEET_TABLE_AUDIENCE")];
  if (!newsletters || !audience) return { newsletters: [], audience: 0 };
  const db = documentClient(new DynamoDBClient({ region }));
  const list = await newsletterStore({ db, name: newsletters }).list();
  const store = audienceStore({ db, name: audience });
  let largest = 0;
  for (const { id } of list) {
    let confirmed = 0;
    for await (const { state } of store.all(id)) if (state === "confirmed") confirmed++;
    largest = Math.max(largest, confirmed);
  }
  const said = list.map(({ id, postalAddress, sender }) => ({
    id,
    postalAddress: postalAddress !== undefined,
    senderDomain: sender.address.split("@")[1] ?? "",
  }));
  return { newsletters: said, audience: largest };
};

const readDmarc = async (domain: string): Promise<string[]> =>
  (await resolveTxt(`_dmarc.${domain}`).catch((): string[][] => [])).map((parts) => parts.join(""));

const postStatus = async (url: string): Promise<number | undefined> =>
  fetch(url, {
    method: "POST",
    body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
    redirect: "manual",
  }).then(
    ({ status }) => status,
    () => undefined,
  );

/** What is not there is a finding; that nobody could be asked is none. */
const absent = (error: unknown): undefined => {
  if ((error as Error).name !== "NotFoundException") throw error;
};

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type FunctionConfiguration, InvokeCommand, LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { audienceStore } from "../../functions/audience/store.ts";
import { keyStore } from "../../functions/console/key-store.ts";
import { keyringAt, parseStoredKeyring } from "../../functions/core/keyring.ts";
import { newsletterStore } from "../../functions/core/newsletter-store.ts";
import { s3Files } from "../../functions/core/s3-files.ts";
import { cachedSecret } from "../../functions/core/secret.ts";
import { documentClient } from "../../functions/core/store.ts";
import { systemClock } from "../../functions/core/time.ts";
import { runStore } from "../../functions/delivery/run-store.ts";
import { deliveryStore } from "../../functions/delivery/store.ts";
import { issueStore } from "../../functions/digest/store.ts";
import type { FunctionName, Variable } from "../../functions/environment.ts";
import { postStore } from "../../functions/posts/store.ts";
import { functionNames } from "../../infra/bundle.ts";

export type Deployed = Awaited<ReturnType<typeof readDeployed>>;

/** What a stage has deployed, read from its functions: they were told where everything is. */
export const readDeployed = async (stage: string) => {
  const lambda = new LambdaClient({});
  const found = await functionsOf(lambda, stage);
  const told = (name: FunctionName, variable: Variable): string => {
    const value = found.get(name)?.Environment?.Variables?.[variable];
    if (!value) throw new Error(`the function ${name} was not told ${variable}`);
    return value;
  };
  const db = documentClient(new DynamoDBClient({}));
  const table = (name: FunctionName, variable: Variable) => ({ db, name: told(name, variable) });
  const s3 = new S3Client(process.env.AWS_ENDPOINT_URL ? { forcePathStyle: true } : {});
  const secrets = new SecretsManagerClient({});
  return {
    s3,
    told,
    environmentOf: (name: FunctionName) => found.get(name)?.Environment?.Variables ?? {},
    table,
    invoke: invoker(lambda, found),
    newsletters: newsletterStore(table("tick", "TEARSHEET_TABLE_NEWSLETTERS")),
    posts: postStore(table("tick", "TEARSHEET_TABLE_POSTS")),
    issues: issueStore(table("tick", "TEARSHEET_TABLE_ISSUES")),
    audience: audienceStore(table("tick", "TEARSHEET_TABLE_AUDIENCE")),
    runs: runStore(table("tick", "TEARSHEET_TABLE_LEDGER")),
    deliveries: deliveryStore(table("tick", "TEARSHEET_TABLE_LEDGER")),
    keys: keyStore(table("intake", "TEARSHEET_TABLE_CONSOLE")),
    files: s3Files({
      bucket: told("photos", "TEARSHEET_BUCKET_PHOTOS"),
      credentials: s3.config.credentials,
      region: await s3.config.region(),
      endpoint: process.env.AWS_ENDPOINT_URL,
    }),
    keyring: async () =>
      keyringAt(
        parseStoredKeyring(await cachedSecret({ secrets, id: told("web", "TEARSHEET_SECRET_KEYRING") })()),
        systemClock(),
      ),
    idKey: async () => Buffer.from(await cachedSecret({ secrets, id: told("web", "TEARSHEET_SECRET_IDENTITY") })()),
  };
};

const functionsOf = async (lambda: LambdaClient, stage: string) => {
  const found = new Map<FunctionName, FunctionConfiguration>();
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    for (const each of Functions) {
      const name = functionNames.find((known) => each.Description === `Tearsheet ${stage}: ${known}`);
      if (name) found.set(name, each);
    }
  return found;
};

/** Calls a function as the rule of every minute does, and says whether it failed. */
const invoker =
  (lambda: LambdaClient, found: Map<FunctionName, FunctionConfiguration>) =>
  async (name: FunctionName): Promise<void> => {
    const FunctionName = found.get(name)?.FunctionName;
    if (!FunctionName) throw new Error(`there is no function ${name}`);
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: "{}" }));
    if (FunctionError) throw new Error(`${name} failed: ${Buffer.from(Payload ?? []).toString()}`);
  };

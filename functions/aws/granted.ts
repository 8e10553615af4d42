import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Files } from "../core/files.ts";
import { signingKeyAt } from "../core/key-rotation.ts";
import { keyringAt, parseStoredKeyring, type StoredKeyring } from "../core/keyring.ts";
import { s3Files } from "../core/s3-files.ts";
import type { S3Bucket } from "../core/s3-requests.ts";
import { cachedSecret } from "../core/secret.ts";
import type { Keyring } from "../core/signed-link.ts";
import { documentClient, type Table } from "../core/store.ts";
import { storeClient } from "../core/store-client.ts";
import { systemClock } from "../core/time.ts";
import type { Variable } from "../environment.ts";

/**
 * The parts of the program put together inside Lambda, function by function: each has what it was granted and nothing
 * else, and its bundle what it uses. Clients are made once a process; `AWS_ENDPOINT_URL` points them elsewhere. Secrets
 * are read again after five minutes, so parts are asked for with every event.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

type TableVariable = Extract<Variable, `TEARSHEET_TABLE_${string}`>;

/** Only those tables can be named that the function was told. */
export const tablesOf = <Told extends Partial<Record<Variable, string>>>(told: Told, client = storeClient()) => {
  const db = documentClient(client);
  return (name: Extract<keyof Told, TableVariable>): Table => ({ db, name: told[name] as string });
};

/** Files in a bucket that the function was told, by the credentials that Lambda hands it. */
export const bucketFiles = (environment: Environment, bucket: string): Files => s3Files(bucketOf(environment, bucket));

export const bucketOf = (environment: Environment, bucket: string): S3Bucket => ({
  bucket,
  region: environment.AWS_REGION ?? "",
  credentials: async () => credentialsOf(environment),
  endpoint: environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL,
});

const credentialsOf = (environment: Environment) => ({
  accessKeyId: environment.AWS_ACCESS_KEY_ID ?? "",
  secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? "",
  ...(environment.AWS_SESSION_TOKEN && { sessionToken: environment.AWS_SESSION_TOKEN }),
});

const secretOf = (id: string) => cachedSecret({ secrets: new SecretsManagerClient({}), id });

/** What our own distribution sends along; nothing where none stands in front. */
export const originOf = (id: string): (() => Promise<string | undefined>) =>
  id ? secretOf(id) : async () => undefined;

/** The same object for as long as the secret is the same and the same key signs. */
export const keyringOf = (id: string): (() => Promise<Keyring>) => {
  const secret = secretOf(id);
  let known: { text: string; stored: StoredKeyring; keyring: Keyring } | undefined;
  return async () => {
    const text = await secret();
    const at = systemClock();
    const stored = known?.text === text ? known.stored : parseStoredKeyring(text);
    if (known?.stored !== stored || known.keyring.signingKeyId !== signingKeyAt(stored, at))
      known = { text, stored, keyring: keyringAt(stored, at) };
    return known.keyring;
  };
};

/** Subscriber ids are made with it, so it never rotates. */
export const identityOf = (id: string): (() => Promise<Uint8Array>) => {
  const secret = secretOf(id);
  return async () => Buffer.from(await secret());
};

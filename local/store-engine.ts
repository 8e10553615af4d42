import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { create } from "dynalite/db/index.js";
import type { Service } from "../functions/core/config.ts";
import { InvalidInput } from "../functions/core/errors.ts";
import { documentClient, type Table, type TableDefinition } from "../functions/core/store.ts";
import { type StoreTime, storeTimeOf } from "../functions/core/store-time.ts";
import { credentialsFor } from "./credentials.ts";
import { directHandler, noSigner } from "./direct-handler.ts";

/** A running store with its tables made; `table` gives each capability what its `store.ts` is built on. */
export type StoreEngine = {
  endpoint: string;
  client: DynamoDBClient;
  /** The store's own time, known as soon as the tables are made. */
  time: StoreTime;
  table(definition: TableDefinition): Table;
  /** Lets running requests end, then closes the files; what was acknowledged is kept. */
  close(): Promise<void>;
};

export type StoreEngineOptions = {
  /** `embedded` is dynalite in this process; any other DynamoDB-compatible server stands at an endpoint. */
  service: Service;
  /** Where the embedded engine keeps its files, made when missing; in memory without one. */
  folder?: string;
  region?: string;
  /** The definitions of all tables; those that are missing are made. */
  tables: readonly TableDefinition[];
  /** Stands before every table's name. */
  prefix?: string;
};

/**
 * Gives a store that is ready: engine running, tables made. An acknowledged write survives the end of this process,
 * a killed one included, but not a crash of the operating system: dynalite does not fsync.
 * Throws `InvalidInput` when another process has the folder open.
 */
export const openStoreEngine = async (options: StoreEngineOptions): Promise<StoreEngine> => {
  const server =
    options.service.kind === "embedded" ? await startDynalite(options.folder) : elsewhere(options.service.url);
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: options.region ?? "eu-west-1",
    ...credentialsFor(options.service, process.env),
    ...server.direct,
  });
  // What they write down or say of us nobody here reads, and it is a fifth of what a request costs.
  if (server.direct) for (const name of idleMiddleware) client.middlewareStack.remove(name);
  const time = storeTimeOf(client);
  const close = async () => {
    client.destroy();
    await server.stop();
  };
  const fullName = ({ name }: TableDefinition) => `${options.prefix ?? "tearsheet-"}${name}`;
  try {
    await Promise.all(options.tables.map((definition) => createTable(client, fullName(definition))));
  } catch (error) {
    await close();
    throw error;
  }
  const db = documentClient(client);
  return { endpoint: server.url, client, time, close, table: (definition) => ({ db, name: fullName(definition) }) };
};

type Server = { url: string; direct?: Pick<DynamoDBClientConfig, "requestHandler" | "signer">; stop(): Promise<void> };

const idleMiddleware = [
  "loggerMiddleware",
  "getUserAgentMiddleware",
  "recursionDetectionMiddleware",
  "hostHeaderMiddleware",
] as const;

/** A server that others started, and stop. */
const elsewhere = (url: string): Server => ({ url, stop: async () => {} });

const startDynalite = async (folder: string | undefined): Promise<Server> => {
  if (folder) await openClean(folder);
  const server = dynalite({ ...(folder && { path: folder }), createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise<void>((done, fail) => server.close((error) => (error ? fail(error) : done())));
  return { url: `http://127.0.0.1:${port}`, direct: { requestHandler: directHandler(server), signer: noSigner }, stop };
};

/**
 * Asked first, because dynalite ends the process when it meets a folder that it cannot open. What was deleted leaves the
 * files, too: LevelDB keeps its bytes until it happens to rewrite them, and an erased person must be in no file.
 */
const openClean = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const { db } = create({ path: folder });
  try {
    await db.open();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const locked = (cause as { code?: string }).code === "LEVEL_LOCKED";
    if (locked) throw new InvalidInput(`another process has the store in ${folder} open`, { cause });
    throw cause;
  }
  await db.compactRange("", "\u{10ffff}");
  await db.close();
};

/** Makes a table of the one shape there is; one that is there already is left as it is. */
const createTable = async (client: DynamoDBClient, name: string): Promise<void> => {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 0.002, maxDelay: 1 }, { TableName: name });
};

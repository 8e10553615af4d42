import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { type AddressInfo, connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { documentClient, type Table, type TableDefinition } from "../../functions/core/store.ts";
import { openStoreEngine, type StoreEngine } from "../../local/store-engine.ts";

/** An engine of the store contract: `open` gives one that nobody else shares, with its tables made, in memory. */
export type TestEngine = { name: string; open(tables: readonly TableDefinition[]): Promise<StoreEngine> };

/** The embedded engine, in this process, in memory: what a test takes unless it is about the engines themselves. */
export const openStore = (...tables: readonly TableDefinition[]): Promise<StoreEngine> =>
  openStoreEngine({ service: { kind: "embedded" }, tables });

const dynalite: TestEngine = { name: "dynalite", open: (tables) => openStore(...tables) };

let opened = 0;
/** Tables of their own for every opening, so that runs on a server that outlives them do not meet. */
const ownPrefix = () => `test-${process.pid}-${process.hrtime.bigint()}-${opened++}-`;

const server = (url: string): TestEngine => ({
  name: url,
  open: (tables) => openStoreEngine({ service: { kind: "endpoint", url }, tables, prefix: ownPrefix() }),
});

const dynoxide = (binary: string): TestEngine => ({
  name: "dynoxide",
  async open(tables) {
    const port = await freePort();
    const child = spawn(binary, ["serve", "--port", String(port)], { stdio: "ignore" });
    await accepting(port);
    const service = { kind: "endpoint", url: `http://127.0.0.1:${port}` } as const;
    const engine = await openStoreEngine({ service, tables });
    const close = async () => {
      await engine.close();
      child.kill("SIGKILL");
      await once(child, "exit");
    };
    return { ...engine, close };
  },
});

const freePort = async (): Promise<number> => {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  await new Promise((closed) => listener.close(closed));
  return port;
};

const accepting = async (port: number): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, "127.0.0.1");
    const [outcome] = await Promise.race([
      once(socket, "connect").then(() => ["open"]),
      once(socket, "error").then(() => ["refused"]),
    ]).catch(() => ["refused"]);
    socket.destroy();
    if (outcome === "open") return;
    await setTimeout(25);
  }
  throw new Error(`nothing accepts connections on port ${port}`);
};

/** dynoxide has a package for one platform; elsewhere the contract runs on dynalite alone. */
export const dynoxideBinary = (): string | undefined => {
  try {
    const manifest = createRequire(import.meta.url).resolve("@dynoxide/linux-x64/package.json");
    return join(dirname(manifest), "dynoxide");
  } catch {
    return undefined;
  }
};

/** The engines that the store contract runs on: the server at `AWS_ENDPOINT_URL_DYNAMODB`, or all that are installed. */
export const storeEngines: readonly TestEngine[] = (() => {
  const url = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  if (url) return [server(url)];
  const binary = dynoxideBinary();
  return binary ? [dynalite, dynoxide(binary)] : [dynalite];
})();

/** Another client of the table's store. */
export const storeClient = (table: Table): DynamoDBClient => {
  const { endpoint, region, credentials } = table.db.config;
  return new DynamoDBClient({ ...(endpoint && { endpoint }), region, credentials });
};

/** The table through another client, every request of which passes `before` first, with the name of its command. */
const observed = (table: Table, before: (command: string) => Promise<void>): Table => {
  const client = storeClient(table);
  client.middlewareStack.add(
    (next, context) => async (args) => {
      await before(String(context.commandName));
      return next(args);
    },
    { step: "initialize" },
  );
  return { name: table.name, db: documentClient(client) };
};

/** How many requests of each kind the use makes of the table. */
export const requestsOf = async (
  table: Table,
  use: (counted: Table) => Promise<unknown>,
): Promise<Record<string, number>> => {
  const requests: Record<string, number> = {};
  await use(
    observed(table, async (command) => {
      requests[command] = (requests[command] ?? 0) + 1;
    }),
  );
  return requests;
};

/** The table for a process that dies, or meets `then`, after so many requests. */
export const faulty = (
  table: Table,
  survives: number,
  then: () => Promise<void> = () => Promise.reject(new Error("the process died here")),
): Table => {
  let left = survives;
  return observed(table, () => (left-- > 0 ? Promise.resolve() : then()));
};

import { join } from "node:path";
import type { SESClient } from "@aws-sdk/client-ses";
import type { Config, Service } from "../functions/core/config.ts";
import { describeTables } from "../functions/core/describe-tables.ts";
import type { Files } from "../functions/core/files.ts";
import { newsletterStore, newslettersTable } from "../functions/core/newsletter-store.ts";
import type { Table, TableDefinition } from "../functions/core/store.ts";
import { type StoreTime, stampClockOf } from "../functions/core/store-time.ts";
import { type Clock, type Instant, minute, systemClock } from "../functions/core/time.ts";
import type { ConfirmInstallationDeps } from "../functions/mail/confirm-installation.ts";
import { installationStore } from "../functions/mail/installation-store.ts";
import { type Installation, openInstallation } from "../functions/mail/open-installation.ts";
import { sesClient } from "../functions/mail/ses-client.ts";
import { mailTable } from "../functions/mail/table.ts";
import { sendingTables, tables } from "../functions/tables.ts";
import { openClock } from "./clock.ts";
import { credentialsFor } from "./credentials.ts";
import { folderFiles } from "./files.ts";
import { folderIdentity } from "./folder-identity.ts";
import { type Keys, localKeys } from "./keys.ts";
import { holdFolder, readRunning } from "./running.ts";
import type { SesEndpoint } from "./ses/ses-endpoint.ts";
import { type RunningEndpoint, startSesEndpoint } from "./ses/start-ses-endpoint.ts";
import { openStoreEngine, type StoreEngine } from "./store-engine.ts";

/** What the program stands on, on one machine: engines running, tables made, keys drawn. */
export type Home = {
  config: Config;
  /** The product's time, which may be the sample's; leases and signatures go by the store's. */
  clock: Clock;
  storeTime: StoreTime;
  /** The product's time, on the line that every process on the store is on. */
  stampClock: Clock;
  /** Sets the clock to a later instant, from which it runs on; nothing where it is the machine's, or another process's. */
  turnClock?: ((to: Instant) => Promise<void>) | undefined;
  keys: Pick<Keys, "linkKeys" | "idKey">;
  files: Files;
  ses: SESClient;
  /** Whether anything may be sent from the tables of this home. */
  installation: Installation;
  tableIdentity: ConfirmInstallationDeps["tableIdentity"];
  table(definition: TableDefinition): Table;
  /** The SES endpoint when it runs in this process: its mailbox and its events. */
  endpoint: SesEndpoint | undefined;
  /** Tells other processes where the engines and the web server of this one are. */
  tell(webUrl: string): Promise<void>;
  close(): Promise<void>;
};

/**
 * The home in the data folder. A running `tearsheet start` shares its engines with this process, so every command works
 * beside it, and its links lead there whatever port the command was told; otherwise this process starts them and holds
 * the folder. Throws `InvalidInput` when another command holds it, whose engines would be gone when it is done.
 */
export const openHome = async (config: Config): Promise<Home> => {
  const running = await readRunning(config.dataFolder);
  const shared = running?.pid !== process.pid && running?.webUrl ? running : undefined;
  const hold = shared ? undefined : await holdFolder(config.dataFolder);
  const opened: (() => Promise<void>)[] = hold ? [hold.release] : [];
  const close = async () => {
    for (const each of opened.toReversed()) await each();
  };
  try {
    const keys = await localKeys(config.dataFolder);
    // When the file cannot be read anew, the keys that are known go on.
    const rereading = setInterval(() => void keys.refresh().catch(() => undefined), minute).unref();
    opened.push(async () => clearInterval(rereading));
    const store = await openStoreEngine({
      service: sharedService(config.store, shared?.storeUrl),
      folder: join(config.dataFolder, "store"),
      region: config.region,
      tables,
    });
    opened.push(store.close);
    const own = await openClock(config, shared?.clockAheadMs);
    opened.push(own.stop);
    const { clock } = own;
    const sesService = sharedService(config.ses, shared?.sesUrl);
    const endpoint = sesService.kind === "embedded" ? await startEndpoint(config, clock) : undefined;
    if (endpoint) opened.push(endpoint.stop);
    const sesUrl = sesService.kind === "endpoint" ? sesService.url : endpoint?.url;
    const tableIdentity = tableIdentityOf(config, store);
    const installation = openInstallation({
      installations: installationStore(store.table(mailTable)),
      newsletters: newsletterStore(store.table(newslettersTable)),
      tableIdentity,
      wallClock: systemClock,
    });
    // New tables are known from now on, before anything is in them.
    await installation.standing();
    const credentials = credentialsFor(config.ses, process.env);
    const ses = sesClient({ region: config.region, endpoint: sesUrl, installation, ...credentials });
    opened.push(async () => ses.destroy());
    const urls = { storeUrl: store.endpoint, sesUrl };
    let webUrl: string | undefined;
    const tell = async () => {
      const clockAheadMs = Math.round(Date.parse(clock()) - Date.now());
      await hold?.tell({ ...urls, ...(webUrl && { webUrl }), clockAheadMs });
    };
    await tell();
    const turnClock = async (to: Instant) => {
      await own.turn?.(to);
      await tell();
    };
    return {
      config: shared?.webUrl ? { ...config, publicUrl: shared.webUrl } : config,
      clock,
      storeTime: store.time,
      stampClock: stampClockOf(store.time, clock),
      keys,
      files: folderFiles(join(config.dataFolder, "files")),
      ses,
      installation,
      tableIdentity,
      table: store.table,
      endpoint: endpoint?.endpoint,
      tell: async (url) => {
        webUrl = url;
        await tell();
      },
      turnClock: own.turn && turnClock,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** The embedded store is its folder; any other says itself which tables it has. */
const tableIdentityOf = (config: Config, store: StoreEngine): ConfirmInstallationDeps["tableIdentity"] => {
  if (config.store.kind === "embedded") return () => folderIdentity(join(config.dataFolder, "store"));
  const named = sendingTables.map((definition) => ({
    definition,
    name: store.table(definition).name,
  }));
  return describeTables(store.client, named);
};

const sharedService = (configured: Service, sharedUrl: string | undefined): Service =>
  configured.kind === "embedded" && sharedUrl ? { kind: "endpoint", url: sharedUrl } : configured;

const startEndpoint = (config: Config, clock: Clock): Promise<RunningEndpoint> =>
  startSesEndpoint({ folder: join(config.dataFolder, "mailbox"), settings: config.sesLimits, clock });

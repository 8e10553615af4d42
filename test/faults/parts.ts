import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { personalLinks } from "../../functions/audience/links.ts";
import { audienceStore } from "../../functions/audience/store.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { describeTables } from "../../functions/core/describe-tables.ts";
import { newsletterStore, newslettersTable } from "../../functions/core/newsletter-store.ts";
import { documentClient, type Table, type TableDefinition } from "../../functions/core/store.ts";
import { stampClockOf, storeTimeOf } from "../../functions/core/store-time.ts";
import { systemClock } from "../../functions/core/time.ts";
import { eventsStore } from "../../functions/delivery/events-store.ts";
import { runStore } from "../../functions/delivery/run-store.ts";
import { deliveryStore } from "../../functions/delivery/store.ts";
import { streamStore } from "../../functions/delivery/stream-store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import { systemTimer } from "../../functions/delivery/timer.ts";
import { renditionStore } from "../../functions/digest/rendition-store.ts";
import { installationStore } from "../../functions/mail/installation-store.ts";
import { openInstallation } from "../../functions/mail/open-installation.ts";
import { rateStore } from "../../functions/mail/rate-store.ts";
import { sesClient } from "../../functions/mail/ses-client.ts";
import { mailTable } from "../../functions/mail/table.ts";
import { folderFiles } from "../../local/files.ts";
import { faultTimes } from "./fault-times.ts";
import { idKey, keyring } from "./people.ts";
import { tellStore } from "./tell-store.ts";
import type { World } from "./world.ts";

export const tables = [newslettersTable, audienceTable, deliveryTable, mailTable];
export const prefix = "faults-";
export const region = "eu-west-1";
export const credentials = { accessKeyId: "local", secretAccessKey: "local" };

/** The real parts of the program, put together for one process of a run. */
export const partsOf = (world: World, requestTimeoutMs = faultTimes(world.factor).requestTimeoutMs) => {
  const client = new DynamoDBClient({ endpoint: world.storeUrl, region, credentials });
  if (world.told) tellStore(client, (message) => process.send?.(message));
  const storeTime = storeTimeOf(client);
  const db = documentClient(client);
  const table = ({ name }: TableDefinition): Table => ({ db, name: `${prefix}${name}` });
  const times = faultTimes(world.factor);
  const newsletters = newsletterStore(table(newslettersTable));
  const asking = {
    ...{ newsletters, installations: installationStore(table(mailTable)), wallClock: systemClock },
    tableIdentity: describeTables(
      client,
      tables.map((definition) => ({ definition, name: table(definition).name })),
    ),
  };
  const installation = openInstallation(asking);
  return {
    table,
    times,
    storeTime,
    audience: audienceStore(table(audienceTable)),
    newsletters,
    runs: runStore(table(deliveryTable)),
    deliveries: deliveryStore(table(deliveryTable)),
    events: eventsStore(table(deliveryTable)),
    rates: rateStore(table(mailTable), region),
    storeNow: () => Date.parse(storeTime().now),
    stream: streamStore(table(deliveryTable)),
    strict: world.strict,
    renditions: renditionStore(folderFiles(join(world.folder, "files"))),
    ses: sesClient({
      ...{ region, endpoint: world.sesUrl, credentials },
      ...{ requestTimeoutMs, installation },
    }),
    installation,
    personal: personalLinks({ keyring, publicUrl: "https://flashbulb.example" }),
    stampClock: stampClockOf(storeTime, systemClock),
    ...{ clock: systemClock, timer: systemTimer, newWriteId: randomUUID, idKey },
  };
};
export type FaultParts = ReturnType<typeof partsOf>;

import { randomUUID } from "node:crypto";
import { personalLinks } from "../audience/links.ts";
import { audienceStore } from "../audience/store.ts";
import { newsletterStore } from "../core/newsletter-store.ts";
import { storeClient } from "../core/store-client.ts";
import { stampClockOf, storeTimeOf } from "../core/store-time.ts";
import { systemClock } from "../core/time.ts";
import { eventsStore } from "../delivery/events-store.ts";
import { sendingTimes } from "../delivery/lease.ts";
import { runStore } from "../delivery/run-store.ts";
import { deliveryStore } from "../delivery/store.ts";
import { streamStore } from "../delivery/stream-store.ts";
import { systemTimer } from "../delivery/timer.ts";
import { renditionStore } from "../digest/rendition-store.ts";
import type { wiring } from "../environment.ts";
import { openInstallation } from "../mail/open-installation.ts";
import { rateStore } from "../mail/rate-store.ts";
import { sesClient } from "../mail/ses-client.ts";
import { takeMailSlot } from "../mail/take-mail-slot.ts";
import { bucketFiles, type Environment, keyringOf, tablesOf } from "./granted.ts";
import { installationDeps } from "./installation.ts";

type LedgerVariable = (typeof wiring.work)[number];

/** What everybody works with who has to do with the sending of an issue. */
export const ledgerParts = <Told extends Readonly<Record<LedgerVariable, string>>>(
  told: Told,
  environment: Environment,
) => {
  const client = storeClient();
  const table = tablesOf<Readonly<Record<LedgerVariable, string>>>(told, client);
  const { TEARSHEET_PUBLIC_URL: publicUrl, TEARSHEET_UNSUBSCRIBE_MAILBOX: unsubscribeMailbox } = told;
  const storeTime = storeTimeOf(client);
  const storeNow = () => Date.parse(storeTime().now);
  const rates = rateStore(table("TEARSHEET_TABLE_MAIL"), environment.AWS_REGION ?? "");
  const ledger = table("TEARSHEET_TABLE_LEDGER");
  const installation = openInstallation(installationDeps(client, table));
  const fixed = {
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    ...{ deliveries: deliveryStore(ledger), runs: runStore(ledger), events: eventsStore(ledger) },
    ...{ stream: streamStore(ledger), strict: false },
    ...{ rates, mailSlot: () => takeMailSlot({ rates, storeNow, timer: systemTimer }) },
    renditions: renditionStore(bucketFiles(environment, told.TEARSHEET_BUCKET_RENDITIONS)),
    ...{ storeTime, storeNow, times: sendingTimes() },
    ...{ installation, ses: sesClient({ installation }) },
    ...{ clock: systemClock, timer: systemTimer, newWriteId: randomUUID },
    stampClock: stampClockOf(storeTime, systemClock),
    ...{ configurationSet: told.TEARSHEET_CONFIGURATION_SET, onMoved: () => undefined },
  };
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const parts = async () => {
    const keys = await keyring();
    return { ...fixed, keyring: keys, personal: personalLinks({ keyring: keys, publicUrl, unsubscribeMailbox }) };
  };
  return { table: tablesOf(told, client), publicUrl, parts };
};

import { randomUUID } from "node:crypto";
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
import { openInstallation } from "../mail/open-installation.ts";
import { rateStore } from "../mail/rate-store.ts";
import { sesClient } from "../mail/ses-client.ts";
import { takeMailSlot } from "../mail/take-mail-slot.ts";
import { type Environment, tablesOf } from "./granted.ts";
import { installationDeps, type SendingVariable } from "./installation.ts";

/** What everybody works with who follows the sending of an issue. Who gets it, and what, only those read who send. */
export const ledgerParts = <Told extends Readonly<Record<SendingVariable, string>>>(
  told: Told,
  environment: Environment,
) => {
  const client = storeClient();
  const table = tablesOf<Readonly<Record<SendingVariable, string>>>(told, client);
  const storeTime = storeTimeOf(client);
  const storeNow = () => Date.parse(storeTime().now);
  const rates = rateStore(table("TEARSHEET_TABLE_MAIL"), environment.AWS_REGION ?? "");
  const ledger = table("TEARSHEET_TABLE_LEDGER");
  const installation = openInstallation(installationDeps(client, table));
  const parts = {
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    deliveries: deliveryStore(ledger),
    runs: runStore(ledger),
    events: eventsStore(ledger),
    stream: streamStore(ledger),
    strict: false,
    rates,
    mailSlot: () => takeMailSlot({ rates, storeNow, timer: systemTimer }),
    storeTime,
    storeNow,
    times: sendingTimes(),
    installation,
    ses: sesClient({ installation }),
    clock: systemClock,
    timer: systemTimer,
    newWriteId: randomUUID,
    stampClock: stampClockOf(storeTime, systemClock),
    onMoved: () => undefined,
  };
  return { table: tablesOf(told, client), parts };
};

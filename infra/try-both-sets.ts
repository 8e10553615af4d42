import { installationDeps } from "../functions/aws/installation.ts";
import { documentClient } from "../functions/core/store.ts";
import { storeClient } from "../functions/core/store-client.ts";
import { storeTimeOf } from "../functions/core/store-time.ts";
import { sendingTimes } from "../functions/delivery/lease.ts";
import { streamStore } from "../functions/delivery/stream-store.ts";
import { systemTimer } from "../functions/delivery/timer.ts";
import { tryEvents } from "../functions/delivery/try-events.ts";
import type { Variable } from "../functions/environment.ts";
import { openInstallation } from "../functions/mail/open-installation.ts";
import type { PreflightFacts } from "../functions/mail/preflight.ts";
import { rateStore } from "../functions/mail/rate-store.ts";
import { sesClient } from "../functions/mail/ses-client.ts";
import type { Settings } from "./settings.ts";

/** As whoever sends an issue, and as whoever sends mails to one person, who names no set. */
export const tryBothSets = async (
  { region, senderDomain }: Settings,
  told: ReadonlyMap<Variable, string>,
  seconds: number,
): Promise<PreflightFacts["eventsTried"]> => {
  const [ledgerTable, configurationSet] = [told.get("TEARSHEET_TABLE_LEDGER"), told.get("TEARSHEET_CONFIGURATION_SET")];
  const mailTable = told.get("TEARSHEET_TABLE_MAIL");
  if (!ledgerTable || !mailTable || !configurationSet) return [];
  const client = storeClient({ region });
  const db = documentClient(client);
  // Before anything is asked: the answers tell the time.
  const storeTime = storeTimeOf(client);
  const installation = openInstallation(
    installationDeps(client, (variable) => ({ db, name: told.get(variable) ?? "" })),
  );
  if (!(await installation.isConfirmed())) return [];
  const deps = {
    storeTime,
    times: sendingTimes(),
    storeNow: () => Date.parse(storeTime().now),
    timer: systemTimer,
    rates: rateStore({ db, name: mailTable }, region),
    stream: streamStore({ db, name: ledgerTable }),
    ses: sesClient({ region, installation }),
  };
  const of = { newsletterId: "preflight", source: `preflight@${senderDomain}`, seconds };
  const tried = await Promise.all([
    tryEvents({ ...deps, configurationSet }, { ...of, name: "issues" }),
    tryEvents(deps, { ...of, name: "confirmations" }),
  ]);
  return tried.map((each, place) => ({
    of: place === 0 ? "issues" : "confirmations",
    found: each.ok ? "arrive" : each.reason,
  }));
};

import { randomUUID } from "node:crypto";
import { personalLinks } from "../../functions/audience/links.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { runStore } from "../../functions/delivery/run-store.ts";
import type { SendDeps } from "../../functions/delivery/send-issue.ts";
import { deliveryStore } from "../../functions/delivery/store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import type { Timer } from "../../functions/delivery/timer.ts";
import type { SettingsInput } from "../../local/ses/settings.ts";
import { anAudience, clock, keyring, subscribe } from "./audience.ts";
import { openSes } from "./ses.ts";
import { openStore } from "./store.ts";

/** A timer on which waiting takes no time and is counted all the same. */
export const virtualTimer = (): Timer => {
  let now = 0;
  return {
    now: () => now,
    async wait(milliseconds) {
      const until = now + milliseconds;
      await new Promise((turn) => setImmediate(turn));
      now = Math.max(now, until);
    },
  };
};

/** Everything that sending stands on, real, and of the test's own: store, SES, an audience of so many. */
export const aSending = async (people: number, settings: SettingsInput = {}) => {
  const engine = await openStore(audienceTable, newslettersTable, deliveryTable);
  const local = await openSes(settings, 400);
  const { audience, newsletters } = await anAudience(engine);
  const ids: string[] = [];
  for (let n = 0; n < people; n++)
    ids.push(await subscribe(audience, { address: `r${n}@example.com`, name: `Reader ${n}` }));
  const deps: SendDeps = {
    audience,
    deliveries: deliveryStore(engine.table(deliveryTable)),
    runs: runStore(engine.table(deliveryTable)),
    ses: local.ses,
    personal: personalLinks({ keyring, publicUrl: "https://flashbulb.example" }),
    clock,
    timer: virtualTimer(),
    newWriteId: randomUUID,
  };
  /** How often SES took a mail for each address. */
  const accepts = async () => {
    const counts: Record<string, number> = {};
    for (const { recipients } of await local.accepted())
      for (const address of recipients) counts[address] = (counts[address] ?? 0) + 1;
    return counts;
  };
  const close = async () => {
    await local.close();
    await engine.close();
  };
  return { engine, local, audience, newsletters, ids, deps, accepts, close };
};

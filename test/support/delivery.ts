import { randomUUID } from "node:crypto";
import { personalLinks } from "../../functions/audience/links.ts";
import type { AudienceStore } from "../../functions/audience/store.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import type { StoreTime } from "../../functions/core/store-time.ts";
import { addMilliseconds, type Clock, type Instant } from "../../functions/core/time.ts";
import { eventsStore } from "../../functions/delivery/events-store.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { runStore } from "../../functions/delivery/run-store.ts";
import type { SendDeps } from "../../functions/delivery/send-issue.ts";
import { deliveryStore } from "../../functions/delivery/store.ts";
import { streamStore } from "../../functions/delivery/stream-store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import type { Timer } from "../../functions/delivery/timer.ts";
import { renditionStore } from "../../functions/digest/rendition-store.ts";
import { rateStore } from "../../functions/mail/rate-store.ts";
import { mailTable } from "../../functions/mail/table.ts";
import type { SettingsInput } from "../../local/ses/settings.ts";
import { anAudience, at, keyring, subscribe } from "./audience.ts";
import { confirmed } from "./installation.ts";
import { memoryFiles } from "./memory-files.ts";
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

/** A store whose time is that of the clock, and nobody disagrees. */
export const timeOf =
  (clock: Clock): StoreTime =>
  () => ({ now: clock(), agrees: true });

/** Who subscribes at `at` is in the audience of an issue that is begun now. */
export const sendingAt = addMilliseconds(at, sendingTimes().planAfterMs);

/** Everything that sending stands on, real, and of the test's own: store, SES, an audience of so many; it is `sendingAt` until set. */
export const aSending = async (people: number, settings: SettingsInput = {}, requestTimeoutMs = 400) => {
  const engine = await openStore(audienceTable, newslettersTable, deliveryTable, mailTable);
  let now = sendingAt;
  const clock = () => now;
  const timer = virtualTimer();
  const local = await openSes(settings, requestTimeoutMs, clock);
  const { audience, newsletters } = await anAudience(engine);
  const ids: string[] = [];
  for (let n = 0; n < people; n++)
    ids.push(await subscribe(audience, { address: `r${n}@example.com`, name: `Reader ${n}` }));
  const events = eventsStore(engine.table(deliveryTable));
  const stream = streamStore(engine.table(deliveryTable));
  const deps: SendDeps = {
    audience,
    deliveries: deliveryStore(engine.table(deliveryTable)),
    renditions: renditionStore(memoryFiles()),
    runs: runStore(engine.table(deliveryTable)),
    ...{ events, stream },
    ses: local.ses,
    installation: confirmed.installation,
    personal: personalLinks({ keyring, publicUrl: "https://flashbulb.example" }),
    clock,
    stampClock: clock,
    storeTime: timeOf(clock),
    times: sendingTimes(),
    timer,
    rates: rateStore(engine.table(mailTable), "eu-west-1"),
    storeNow: () => Date.parse(at) + timer.now(),
    strict: true,
    newWriteId: randomUUID,
  };
  /** How often SES took a mail for each address. */
  const accepts = async () => {
    const counts: Record<string, number> = {};
    for (const { recipients } of await local.accepted())
      for (const address of recipients) counts[address] = (counts[address] ?? 0) + 1;
    return counts;
  };
  /** Sets the time of everything: program and store. */
  const set = (instant: Instant) => {
    now = instant;
  };
  const close = async () => {
    await local.close();
    await engine.close();
  };
  return { engine, local, audience, newsletters, ids, deps, events, stream, accepts, set, close };
};

/** So many readers whose ids lie in one shard, so that up to 250 of them are one chunk. */
export const inOneShard = async (audience: Pick<AudienceStore, "add">, people: number): Promise<void> => {
  const readers = Array.from({ length: people }, (_, n) => ({
    id: `4${String(n).padStart(25, "0")}`,
    newsletterId: "flashbulb",
    address: `r${n}@example.com`,
    state: "confirmed" as const,
    confirmedAt: at,
    preferences: { variant: "everything" as const },
  }));
  for (let first = 0; first < people; first += 50)
    await Promise.all(readers.slice(first, first + 50).map((each) => audience.add(each)));
};

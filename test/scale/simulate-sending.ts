import { randomUUID } from "node:crypto";
import { personalLinks } from "../../functions/audience/links.ts";
import { signUpStore } from "../../functions/audience/sign-up-store.ts";
import { audienceStore } from "../../functions/audience/store.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { newsletterStore, newslettersTable } from "../../functions/core/newsletter-store.ts";
import type { Table, TableDefinition } from "../../functions/core/store.ts";
import { addMilliseconds, toInstant } from "../../functions/core/time.ts";
import { beginIssue } from "../../functions/delivery/begin-issue.ts";
import { chunkSize } from "../../functions/delivery/delivery.ts";
import { eventsStore } from "../../functions/delivery/events-store.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { runStore } from "../../functions/delivery/run-store.ts";
import { seeEventQueue } from "../../functions/delivery/see-event-queue.ts";
import { openTakenEvents } from "../../functions/delivery/see-taken-events.ts";
import { openSender } from "../../functions/delivery/sender.ts";
import { deliveryStore } from "../../functions/delivery/store.ts";
import { streamStore } from "../../functions/delivery/stream-store.ts";
import { sweep } from "../../functions/delivery/sweep.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import { work } from "../../functions/delivery/work.ts";
import type { WorkMessage } from "../../functions/delivery/work-message.ts";
import { renditionStore } from "../../functions/digest/rendition-store.ts";
import { rateStore } from "../../functions/mail/rate-store.ts";
import { mailTable } from "../../functions/mail/table.ts";
import { memory, queues, sendersFor, timeouts } from "../../infra/numbers.ts";
import { region } from "../faults/parts.ts";
import { aSubscriber, idKey, keyring, loadPeople } from "../faults/people.ts";
import { confirmed } from "../support/installation.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { simulatedTime } from "../support/simulated-time.ts";
import { chanceFrom } from "../year/chance.ts";
import { noUsage, type Usage } from "./prices.ts";
import { type SimulatedEvent, simulatedSes } from "./simulated-ses.ts";
import { type Asked, simulatedStore } from "./simulated-store.ts";

export type Setup = { people: number; ratePerSecond: number; workers?: number; seed?: number };

/** What an issue for so many took. */
export type Simulated = {
  people: number;
  accepted: number;
  /** From the first mail to the last, and of those that the rate allows in the middle of it. */
  seconds: number;
  rateUsed: number;
  /** By who asked: to plan and send, to sweep, to keep what SES tells. */
  store: Record<"work" | "sweep" | "events", Asked>;
  sweeps: number;
  workers: number;
  busyWorkers: number;
  /** Of all services but the store. */
  usage: Usage;
  /** Work that threw; there is none. */
  failures: unknown[];
};

/** Milliseconds: a function's first start, each other, and what it computes, which is in no service's time. */
const starts = { cold: 300, warm: 20 } as const;
const computes = { sweep: 200, events: { once: 60, each: 0.4 } } as const;
/** How often an event source asks, and how often an idle one does in a minute. */
const pollMs = 200;
const idlePollsAMinute = 15;
const logBytesPerWork = 400;
/** A function is told to end so long before it is (`work.handler.ts`). */
const stopsBeforeMs = 60_000;
const issueId = "flashbulb-20261024T0600Z";
const beganAt = Date.parse("2026-11-21T07:00:00.000Z");
const times = sendingTimes();
const body = "Rome, with the lights on: thirty photographs of a film set. ".repeat(5);

/**
 * Sends an issue in simulated time with the program's own planner, sender, sweep and consumer of events, on the embedded
 * store: what is simulated is what services take, and functions as `infra/numbers.ts` deploys them. Nothing fails;
 * `npm run faults` is for that.
 */
export const simulateSending = async (setup: Setup): Promise<Simulated> => {
  const { people, ratePerSecond, workers = sendersFor(ratePerSecond) } = setup;
  const store = await simulatedStore();
  const { timer, live } = simulatedTime(store.isBusy);
  const chance = chanceFrom(setup.seed ?? 1);
  const clock = () => toInstant(Math.round(beganAt + timer.now()));
  const told: SimulatedEvent[] = [];
  const usage = { ...noUsage };
  const { ses, accepted } = simulatedSes({ timer, ratePerSecond, chance, beganAt, tell: (event) => told.push(event) });
  const renditions = renditionStore(memoryFiles());
  const partsOf = (table: (definition: TableDefinition) => Table) => ({
    ...{ audience: audienceStore(table(audienceTable)), signUps: signUpStore(table(audienceTable)) },
    ...{ newsletters: newsletterStore(table(newslettersTable)) },
    ...{ runs: runStore(table(deliveryTable)), deliveries: deliveryStore(table(deliveryTable)) },
    ...{ events: eventsStore(table(deliveryTable)), stream: streamStore(table(deliveryTable)) },
    ...{ rates: rateStore(table(mailTable), region), renditions, ses, installation: confirmed.installation, idKey },
    ...{ clock, stampClock: clock, storeTime: () => ({ now: clock(), agrees: true }), times, timer, strict: false },
    ...{ storeNow: () => beganAt + timer.now(), chance: chance.next, newWriteId: randomUUID, onMoved: () => undefined },
    personal: personalLinks({ keyring, publicUrl: "https://flashbulb.example" }),
  });
  const open = () => {
    const { table, asked } = store.tablesFor(timer);
    return { parts: partsOf(table), asked };
  };
  try {
    const [loader, forWork, forSweep, forEvents] = [partsOf(store.engine.table), open(), open(), open()];
    const confirmedAt = addMilliseconds(clock(), -60_000);
    await loadPeople(store.engine.table(audienceTable), subscribers(people, confirmedAt));
    await loader.newsletters.put({ newsletter: aNewsletter({ softStart: false }), version: 0 });
    const rendition = aRendition({ issueId, body, renderedAt: clock() });
    await renditions.put(rendition);
    await loader.rates.read(beganAt);
    await beginIssue(loader, { newsletter: aNewsletter(), rendition });

    const queue: { message: WorkMessage; at: number }[] = [];
    const due = (): WorkMessage[] => {
      const ready = queue.filter(({ at }) => at <= timer.now()).slice(0, queues.work.batch);
      for (const each of ready) queue.splice(queue.indexOf(each), 1);
      return ready.map(({ message }) => message);
    };
    const failures: unknown[] = [];
    let [over, sweeps, busyMs] = [false, 0, 0];

    /** One function: what it is handed it works on side by side. */
    const worker = async (): Promise<void> => {
      const deps = { ...forWork.parts, sender: openSender(forWork.parts) };
      for (let isWarm = false; !over; ) {
        const messages = due();
        if (messages.length === 0) {
          await timer.wait(pollMs);
          continue;
        }
        const begunAt = timer.now();
        await timer.wait(isWarm ? starts.warm : starts.cold);
        isWarm = true;
        const isStopping = () => timer.now() - begunAt > 1000 * timeouts.work - stopsBeforeMs;
        const fail = (error: unknown) => void failures.push(error);
        await Promise.all(messages.map((message) => work({ ...deps, isStopping }, message).catch(fail)));
        busyMs += timer.now() - begunAt;
        usage.functionRequests += 1;
        usage.queueRequests += 2;
        usage.logBytes += messages.length * logBytesPerWork;
      }
    };

    const sweeping = async (): Promise<void> => {
      const { parts } = forSweep;
      const put = async (messages: readonly WorkMessage[], delays: readonly number[] = []) => {
        queue.push(
          ...messages.map((message, place) => ({ message, at: timer.now() + 1000 * Math.floor(delays[place] ?? 0) })),
        );
        usage.queueRequests += Math.ceil(messages.length / 10);
      };
      const countEvents = async () => ({ waiting: told.length, deadLetters: 0 });
      const deps = { ...parts, queue: { put }, countEvents, sender: openSender(parts) };
      for (let hasEnded = false; !hasEnded; ) {
        const begunAt = timer.now();
        await timer.wait(computes.sweep);
        await seeEventQueue(deps);
        const { issues, failed } = await sweep(deps);
        failures.push(...failed.map(({ error }) => error));
        hasEnded = issues.some(({ ended }) => ended !== undefined);
        sweeps += 1;
        usage.functionRequests += 1;
        usage.functionGigabyteSeconds += ((timer.now() - begunAt) / 1000) * (memory.sweep / 1024);
        usage.queueRequests += 2 * idlePollsAMinute;
        if (!hasEnded) await timer.wait(60_000 - (timer.now() - begunAt));
      }
      while (told.length > 0) await timer.wait(pollMs);
      over = true;
    };

    const { batch, gatherSeconds, concurrency } = queues.events;
    let consumers = 0;
    const takeIn = async (raws: readonly string[], sentAt: number, seeTaken: ReturnType<typeof openTakenEvents>) => {
      const begunAt = timer.now();
      await timer.wait(computes.events.once + raws.length * computes.events.each);
      for (const result of await takeInEvents(forEvents.parts, raws))
        if (result.status === "rejected") failures.push(result.reason);
      await seeTaken([{ sentAt: beganAt + sentAt, isFailed: false }]);
      usage.functionRequests += 1;
      usage.functionGigabyteSeconds += ((timer.now() - begunAt) / 1000) * (memory.events / 1024);
      // SNS hands each on, ten are received at once, and deleted.
      usage.publishes += raws.length;
      usage.queueRequests += raws.length + 2 * Math.ceil(raws.length / 10);
      consumers -= 1;
    };
    /** As an event source gathers: a whole batch, or what came in a few seconds. */
    const consuming = async (): Promise<void> => {
      const seeTaken = openTakenEvents(forEvents.parts);
      while (!over) {
        told.sort((one, other) => one.at - other.at);
        const [first] = told;
        const later = told.findIndex(({ at }) => at > timer.now());
        const count = later === -1 ? told.length : later;
        const isDue = first && (count >= batch || timer.now() - first.at >= 1000 * gatherSeconds);
        if (first && isDue && count > 0 && consumers < concurrency) {
          consumers += 1;
          const raws = told.splice(0, Math.min(batch, count)).map(({ raw }) => raw);
          void takeIn(raws, first.at, seeTaken).catch((error) => failures.push(error));
        } else await timer.wait(pollMs / 2);
      }
    };

    await live([...Array.from({ length: workers }, worker), sweeping(), consuming()]);
    usage.functionGigabyteSeconds += (busyMs / 1000) * (memory.work / 1024);
    const [firstAt = 0, lastAt = 0] = [accepted[0], accepted.at(-1)];
    return {
      ...{ people, accepted: accepted.length, seconds: (lastAt - firstAt) / 1000, sweeps, workers, usage, failures },
      rateUsed: usedOf(accepted, ratePerSecond),
      store: { work: forWork.asked, sweep: forSweep.asked, events: forEvents.asked },
      busyWorkers: busyMs / (lastAt - firstAt),
    };
  } finally {
    await store.engine.close();
  }
};

/** Of the rate, in the middle of a run: neither while functions start nor while the last chunks end. */
const usedOf = (accepted: readonly number[], ratePerSecond: number): number => {
  const [from, to] = [0.2, 0.9].map((share) => Math.floor(share * accepted.length)) as [number, number];
  return (1000 * (to - from)) / (((accepted[to] ?? 0) - (accepted[from] ?? 0)) * ratePerSecond);
};

/** The first characters of ids, one of each shard. */
const shardIds = [..."02468acegjmprtwy"];

/** As many in each of some shards, so that a few fill chunks as millions do. */
function* subscribers(people: number, confirmedAt: string) {
  const used = shardIds.slice(0, Math.max(1, Math.floor(people / chunkSize)));
  for (let n = 0; n < people; n++) {
    const subscriber = aSubscriber(`r${n}@example.com`, confirmedAt);
    yield { ...subscriber, id: `${used[n % used.length]}${subscriber.id.slice(1)}` };
  }
}

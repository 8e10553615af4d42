import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { setPriority, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { GetSendQuotaCommand } from "@aws-sdk/client-ses";
import type { Subscriber } from "../../functions/audience/subscriber.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { type Instant, toInstant } from "../../functions/core/time.ts";
import { queues, timeouts } from "../../infra/numbers.ts";
import { freePort } from "../../local/free-port.ts";
import { type AcceptedMessage, acceptedMessageSchema } from "../../local/ses/accepted-message.ts";
import type { FaultInput } from "../../local/ses/fault.ts";
import type { SettingsInput } from "../../local/ses/settings.ts";
import { openStoreEngine } from "../../local/store-engine.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";
import { dynoxideBinary } from "../support/store.ts";
import type { EventQueueOptions } from "./event-queue.ts";
import { type FaultParts, partsOf, prefix, region, tables } from "./parts.ts";
import { aSubscriber, idOf, loadPeople, newsletterId } from "./people.ts";
import type { Role } from "./roles.ts";
import { hear, type Started, startBinary, startProcess } from "./start-process.ts";
import { type StoreProxy, startStoreProxy } from "./start-store-proxy.ts";
import type { StoreFaults } from "./store-faults.ts";
import { type EngineName, type World, worldVariables } from "./world.ts";

export type WorldOptions = {
  engine: EngineName;
  scriptOf: (role: Role) => string;
  people: number;
  factor: number;
  strict: boolean;
  breaks?: string | undefined;
  ses?: SettingsInput | undefined;
  faults?: readonly FaultInput[] | undefined;
  storeFaults?: Partial<StoreFaults> | undefined;
  poison?: boolean | undefined;
  addressOf?: ((n: number) => string) | undefined;
  /** Count the requests to the store. */
  counted?: boolean;
  /** What the newsletter says otherwise than a sample of it. */
  newsletter?: Partial<Newsletter>;
  /** What Node is started with, for every process of the run. */
  flags?: readonly string[];
  /** Told of everybody who is loaded. */
  onPerson?: (n: number) => void;
};

const issueId = "flashbulb-20261024T0600Z";
/** What two cores can do for eight senders, a store and an SES. */
export const defaultRate = 400;
const sampledMails = 1_000;
/** Two parts of a mail hold it, so a mail is about 2 KB. */
const body = "Rome, with the lights on: thirty photographs of a film set that moved through four streets. ".repeat(7);

/** Everything that a row stands on: engine, way to it, SES, an audience, and an issue that is ready to go. */
export const openWorld = async (options: WorldOptions) => {
  const { addressOf = (n) => `r${n}@example.com` } = options;
  const folder = await mkdtemp(join(tmpdir(), "tearsheet-faults-"));
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const each of closing.toReversed()) await each();
  };
  try {
    const engine = await startEngine(options.engine);
    closing.push(engine.stop);
    const proxy = options.storeFaults || options.counted ? await startStoreProxy(engine.url) : undefined;
    if (proxy) closing.push(proxy.stop);
    const ses = await startSes(join(folder, "ses"), options);
    closing.push(ses.stop);
    const eventQueue = await startEventQueue(ses.url, options.factor);
    closing.push(eventQueue.stop);
    const world: World = {
      ...{
        storeUrl: proxy?.url ?? engine.url,
        sesUrl: ses.url,
        eventsUrl: eventQueue.url,
        folder,
        newsletterId,
        issueId,
      },
      ...{ factor: options.factor, strict: options.strict, breaks: options.breaks },
    };
    // We read and load past all faults.
    const parts = partsOf({ ...world, storeUrl: engine.url }, 30_000);
    const made = await openStoreEngine({ service: { kind: "endpoint", url: engine.url }, tables, prefix, region });
    closing.push(made.close);
    // Tables without a newsletter confirm themselves.
    await parts.installation.isConfirmed();
    await parts.newsletters.put({ newsletter: aNewsletter(options.newsletter), version: 0 });
    await parts.renditions.put(aRendition({ issueId, body, renderedAt: toInstant(Date.now()) }));
    const confirmedAt = toInstant(Date.now() - 60_000);
    const people = peopleOf(options, confirmedAt);
    world.poisoned = options.poison ? idOf(addressOf(Math.floor(people.length / 2))) : undefined;
    await loadPeople(parts.table(audienceTable), people);
    if (proxy) {
      Object.assign(proxy.counts, { writes: 0, reads: 0 });
      proxy.faults = { ...proxy.faults, ...options.storeFaults };
    }
    return {
      world,
      parts,
      people,
      addressOf,
      proxy,
      ses,
      /** What the account is said to allow. */
      ratePerSecond: options.ses?.ratePerSecond ?? defaultRate,
      /** Past all faults and counts. */
      engineUrl: engine.url,
      pids: { store: engine.pid, ses: ses.pid, events: eventQueue.pid },
      scriptOf: options.scriptOf,
      flags: options.flags,
      onClose: closing.push.bind(closing),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
export type OpenWorld = Awaited<ReturnType<typeof openWorld>>;

/** Everybody, made anew whenever they are gone through: a million are not held. */
const peopleOf = ({ people, poison, addressOf, onPerson }: WorldOptions, confirmedAt: Instant) => ({
  length: people + (poison ? 1 : 0),
  *[Symbol.iterator](): Generator<Subscriber, void, undefined> {
    for (let n = 0; n < people; n++) {
      yield aSubscriber(addressOf ? addressOf(n) : `r${n}@example.com`, confirmedAt);
      onPerson?.(n);
    }
    if (poison)
      yield {
        ...aSubscriber("unrenderable@example.com", confirmedAt),
        address: "a@example.com\r\nBcc: x@example.com",
      };
  },
});

/** Starts a role of the world; it ends with the world. */
export const startRole = (
  { world, scriptOf, flags, onClose }: Pick<OpenWorld, "world" | "scriptOf" | "flags" | "onClose">,
  role: Role,
  options: { clock?: string; change?: Partial<World> } = {},
): Started => {
  const started = startProcess(scriptOf(role), {
    variables: {
      ...worldVariables({ ...world, ...options.change }),
      // A hundred who are killed are a hundred who start: what one has compiled serves all.
      NODE_COMPILE_CACHE: join(dirname(scriptOf(role)), "compiled"),
      ...(options.clock && { TEARSHEET_FAULTS_CLOCK: options.clock }),
    },
    preload: options.clock ? [scriptOf("preload-clock")] : [],
    ...(flags && { flags }),
  });
  onClose(started.kill);
  giveWay(started.pid);
  return started;
};

/** A third of what others get of a processor. */
const nice = 5;

/**
 * SES and the store are other machines. On this one they come first: eight senders that have started just now would keep
 * them from answering in time.
 */
const giveWay = (pid: number): void => {
  try {
    setPriority(pid, nice);
  } catch {
    // It ended, or this system has no priorities.
  }
};

/** Other processes cannot tell how far SES is: its own count of the day does. */
export const acceptedSoFar = async ({ parts }: { parts: FaultParts }): Promise<number> =>
  (await parts.ses.send(new GetSendQuotaCommand({}))).SentLast24Hours ?? 0;

const startEngine = async (engine: EngineName): Promise<{ url: string; pid: number; stop(): Promise<void> }> => {
  if (engine === "dynalite") {
    const started = startProcess(join(import.meta.dirname, "engine.ts"));
    const { url } = await hear(started, "ready");
    return { url: String(url), pid: started.pid, stop: started.kill };
  }
  const binary = dynoxideBinary();
  if (!binary) throw new Error("dynoxide has no package for this platform");
  const port = await freePort();
  const started = startBinary(binary, ["serve", "--port", String(port)]);
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(`http://127.0.0.1:${port}`).then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(50);
  }
  return { url: `http://127.0.0.1:${port}`, pid: started.pid, stop: started.kill };
};

/** However fast a run is, its consumer needs so long for a batch on a busy machine. */
const leastVisibilityMs = 3_000;

/**
 * The batches of AWS. One whose consumer died comes again as soon as no function could be at it any more, and not after
 * six times that: how late it is counts five times in what every doubt waits for.
 */
const startEventQueue = async (sesUrl: string, factor: number) => {
  const { batch, gatherSeconds, tries } = queues.events;
  const options: EventQueueOptions = {
    ...{ sesUrl, batch, tries, gatherMs: (1_000 * gatherSeconds) / factor },
    visibilityMs: Math.max(leastVisibilityMs, (1_000 * timeouts.events) / factor),
  };
  const started = startProcess(join(import.meta.dirname, "event-queue.ts"), { arguments: [JSON.stringify(options)] });
  const { url } = await hear(started, "ready");
  return { url: String(url), pid: started.pid, stop: started.kill };
};

const startSes = async (folder: string, { people, factor, ses, faults, flags }: WorldOptions) => {
  const settings: SettingsInput = {
    ...{ ratePerSecond: defaultRate, dailyQuota: 10_000_000, signatureLifeSeconds: (15 * 60) / factor },
    ...ses,
  };
  const sampleEvery = Math.max(1, Math.floor(people / sampledMails));
  const started = startProcess(join(import.meta.dirname, "ses.ts"), {
    arguments: [JSON.stringify({ folder, settings, faults, keep: 0, sampleEvery })],
    ...(flags && { flags }),
  });
  const { url } = await hear(started, "ready");
  const control = async (method: string, path: string, change?: unknown) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      ...(change !== undefined && { body: JSON.stringify(change) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  };
  async function* eachAccepted(): AsyncGenerator<AcceptedMessage, void, undefined> {
    const { body } = await control("GET", "/_accepted");
    if (!body) return;
    for await (const line of createInterface({ input: Readable.fromWeb(body) }))
      yield acceptedMessageSchema.parse(JSON.parse(line));
  }
  return {
    url: String(url),
    pid: started.pid,
    stop: started.kill,
    set: (change: SettingsInput) => control("PATCH", "/_settings", change),
    setFaults: (all: readonly FaultInput[]) => control("PUT", "/_faults", all),
    struck: async (): Promise<{ struck: number }[]> => (await (await control("GET", "/_faults")).json()) as never,
    offered: async () => (await (await control("GET", "/_offered")).json()) as [second: number, count: number][],
    eachAccepted,
    async accepted(): Promise<AcceptedMessage[]> {
      const all: AcceptedMessage[] = [];
      for await (const message of eachAccepted()) all.push(message);
      return all;
    },
    /** The mails that were kept, by their sequence. */
    async sample(): Promise<Map<number, Buffer>> {
      const kept = join(folder, "sample");
      const names = await readdir(kept).catch(() => []);
      return new Map(
        await Promise.all(
          names.map(async (name) => [Number.parseInt(name, 10), await readFile(join(kept, name))] as const),
        ),
      );
    },
  };
};

export type { StoreProxy };

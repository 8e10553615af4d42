import { setTimeout as sleep } from "node:timers/promises";
import { beginIssue } from "../../functions/delivery/begin-issue.ts";
import type { PauseCause } from "../../functions/delivery/issue-run.ts";
import { readTally } from "../../functions/delivery/read-tally.ts";
import { causesOf } from "../../functions/delivery/run.ts";
import type { Tally } from "../../functions/delivery/tally.ts";
import type { WorkMessage } from "../../functions/delivery/work-message.ts";
import type { AcceptedMessage } from "../../local/ses/accepted-message.ts";
import { isSilent } from "../../local/ses/event-stream.ts";
import { type SettingsInput, settingsSchema } from "../../local/ses/settings.ts";
import { type Chance, chanceFrom } from "../year/chance.ts";
import { type Checked, check, type History } from "./checker.ts";
import { acceptedSoFar, defaultRate, type OpenWorld, openWorld, startRole } from "./open-world.ts";
import { idOf } from "./people.ts";
import { acceptsOf, badMailsOf, isCompanion, isDelivery, readLedger, readWritten } from "./read-history.ts";
import type { Role } from "./roles.ts";
import type { Row } from "./row.ts";
import { type AskedBy, type SenderPool, startSenders } from "./sender-pool.ts";
import { type Kept, startKept } from "./start-kept.ts";
import { hear } from "./start-process.ts";
import type { Turns } from "./taking-turns.ts";
import type { Again } from "./told-again.ts";
import { type WorkQueue, workQueue } from "./work-queue.ts";
import type { EngineName } from "./world.ts";

export type RowOptions = {
  engine: EngineName;
  seed: number;
  people: number;
  /** All durations of sending are divided by it. */
  factor?: number;
  scriptOf: (role: Role) => string;
  /** Held while there is work to do: rows that only wait for events wait side by side. */
  turn?: Turns;
};
/** A row while it runs, for what torments it. */
export type Running = {
  world: OpenWorld;
  senders: SenderPool;
  queue: WorkQueue;
  chance: Chance;
  /** Ends who sweeps half-way through a sweep, or who takes in events half-way through a batch; another takes its place. */
  killSweep(): Promise<void>;
  killConsumer(): Promise<void>;
  /** All places of so many, in an order by lot. */
  shuffled(count: number): number[];
  /** How many SES took so far, those of its simulator left out. */
  accepted(): Promise<number>;
  /** How many requests came to SES so far, whatever became of them. */
  offered(): Promise<number>;
  /** Whether nobody is pending or in doubt any more, or the row's time is up. */
  readonly over: boolean;
  /** How many chunks the last sweep found stuck. */
  readonly stuck: number;
  /** Why the issue was paused, at any time so far. */
  readonly causes: ReadonlySet<PauseCause>;
  /** Figures for the row's own judgement. */
  notes: Map<string, number>;
  /** Who came after the audience was frozen. */
  strangers: Set<string>;
  /** What happened to people meanwhile, for the checker. */
  facts: Facts;
};
type Facts = {
  movedTo: Map<string, string>;
  leftBy: Map<string, number>;
  cancelled: History["cancelled"];
  rejectedLater: Set<string>;
};

export type RowOutcome = Checked & {
  people: number;
  factor: number;
  seconds: number;
  kills: number;
  /** How many died in the middle of what they did, by where that was. */
  diedAt: ReadonlyMap<string, number>;
  freezes: number;
  silences: number;
  mostlySilent: number;
  /** Who was tried again, and when that was decided. */
  again: readonly Again[];
  /** The delivery ids of mails of which no event came, as SES lost all of them. */
  silent: ReadonlySet<string>;
  longestCallMs: number;
  /** What each process of a sender asked. */
  asked: readonly AskedBy[];
  /** Requests that came to SES. */
  offered: number;
  /** Messages of the queue that senders took. */
  handed: number;
  /** What became of each shard of the issue; writes only where they were counted. */
  byShard: ReadonlyMap<string, ShardFigures>;
  /** Requests to the store that write, where they were counted, and how many were struck by a fault. */
  storeWrites: number | undefined;
  storeStruck: number;
  /** Mails that SES took beside doubts. */
  companions: number;
  /** Requests to SES that met a fault. */
  struck: number;
  causes: ReadonlySet<PauseCause>;
  notes: ReadonlyMap<string, number>;
  history: History;
  /** Of every message by its id. */
  subjects: ReadonlyMap<string, string>;
  planned: { confirmed: readonly string[]; strangers: ReadonlySet<string> };
  complaints: readonly string[];
  timedOut: boolean;
};

export type ShardFigures = { people: number; handed: number; writes: number };

const senders = 8;
const defaultFactor = 20;
const batch = 25;
const leasesPerSender = 2;
const pollMs = 250;
/** Looking takes no more than a tenth of the time. */
const pollShare = 10;
/** When SES took nothing for so long, a row only waits. */
const quietMs = 3_000;

/** Lives through one row, with real processes, and says what came of it. */
export const runRow = async (row: Row, options: RowOptions): Promise<RowOutcome> => {
  await options.turn?.take();
  const give = once(() => options.turn?.give());
  try {
    const world = await openWorld({
      ...options,
      ...{
        factor: Math.min(row.factor ?? Number.POSITIVE_INFINITY, options.factor ?? defaultFactor),
        strict: row.strict ?? false,
        breaks: row.breaks,
      },
      ...{ ses: row.ses?.(options.people), faults: row.faults, storeFaults: row.storeFaults, poison: row.poison },
      ...{ counted: row.counted, addressOf: row.addressOf, newsletter: row.newsletter },
    });
    try {
      return await live(row, { ...options, world, onlyWaiting: give });
    } finally {
      await world.close();
    }
  } finally {
    give();
  }
};

const live = async (
  row: Row,
  { seed, people, world, onlyWaiting }: RowOptions & { world: OpenWorld; onlyWaiting: () => void },
): Promise<RowOutcome> => {
  const chance = chanceFrom(seed);
  const consumer = row.strict ? undefined : startKept(() => startRole(world, "consumer"));
  if (consumer) await hear(consumer.now, "ready");
  const stuck = { now: 0 };
  const queue = workQueue({ ...row.queue, shuffled: row.queue?.shuffled ? chance : undefined });
  const started = performance.now();
  let sweeper: Kept | undefined;
  if (row.senders !== 0) {
    await begin(world);
    sweeper = startKept(() => startRole(world, "sweeper", row.sweeper));
    sweeper.onMessage((message) => {
      if (message.kind === "put") queue.put(message.messages as WorkMessage[]);
      if (message.kind === "put") row.onPut?.(running, performance.now() - started, message.messages as WorkMessage[]);
      if (message.kind === "swept") stuck.now = Number(message.stuck);
    });
  }
  const pool = startSenders(world, { count: row.senders ?? senders, chance, queue, change: row.each });
  const state = { over: false, causes: new Set<PauseCause>() };
  const running: Running = {
    ...{ world, senders: pool, queue, chance, causes: state.causes, notes: new Map(), strangers: new Set() },
    shuffled: (count) => shuffled(count, chance),
    killSweep: async () => await sweeper?.killAt("sweep"),
    killConsumer: async () => await consumer?.killAt("events"),
    accepted: () => acceptedSoFar(world),
    offered: async () => offeredSum(await world.ses.offered()),
    get over() {
      return state.over;
    },
    get stuck() {
      return stuck.now;
    },
    facts: { movedTo: new Map(), leftBy: new Map(), cancelled: undefined, rejectedLater: new Set() },
  };
  const torment = (row.torment?.(running) ?? Promise.resolve()).catch((error: unknown) => error);
  // On a machine so slow that all are in doubt, the last of them is given up after the longest grace.
  const deadline = started + (row.secondsAtMost?.(people) ?? 120) * 1000 + world.parts.times.mostGraceMs;
  const progress = { accepted: -1, at: started };
  let timedOut = false;
  for (let lookMs = 0; !state.over; ) {
    await sleep(Math.max(pollMs, pollShare * lookMs));
    const lookedAt = performance.now();
    const { tally, causes } = await standOf(world);
    for (const cause of causes) state.causes.add(cause);
    const accepted = await running.accepted();
    if (accepted !== progress.accepted) Object.assign(progress, { accepted, at: performance.now() });
    if (tally && performance.now() - progress.at > quietMs) onlyWaiting();
    timedOut = performance.now() > deadline;
    const isOver = tally !== undefined && (row.isOver?.(running, tally) ?? tally.pending === 0);
    state.over = timedOut || isOver;
    lookMs = performance.now() - lookedAt;
  }
  const seconds = (performance.now() - started) / 1000;
  const failure = await torment;
  await pool.stop();
  await row.after?.(running);
  const accepted = await world.ses.accepted();
  const messages = accepted.filter(isDelivery);
  const { issueId } = world.world;
  const ledger = await readLedger(world.parts, issueId);
  const history: History = {
    ...ledger,
    written: await readWritten(world.parts, { issueId, parts: ledger.parts }),
    ...running.facts,
    ...{ accepts: acceptsOf(messages), idOf, badMails: await badMailsOf(messages, await world.ses.sample()) },
    mostUnknown: pool.kills * leasesPerSender * batch + pool.silences,
    mayStayOpen: row.mayStayOpen ?? false,
    offered: {
      limit: row.ses?.(people).ratePerSecond ?? defaultRate,
      perSecond: await world.ses.offered(),
    },
  };
  const { writes, conditionFails, throttled, appliedButFailed } = { ...noStrikes, ...world.proxy?.counts };
  return {
    ...check(history),
    ...{ people, seconds, history, timedOut, factor: world.world.factor, causes: state.causes, notes: running.notes },
    diedAt: new Map<string, number>([...pool.diedAt, ["sweep", sweeper?.kills ?? 0], ["events", consumer?.kills ?? 0]]),
    ...{ kills: pool.kills, freezes: pool.freezes, silences: pool.silences, longestCallMs: pool.longestCallMs },
    ...{ mostlySilent: pool.mostlySilent, again: pool.again, silent: silentOf(messages, row.ses?.(people)) },
    ...{ asked: pool.asked, handed: queue.handed, offered: offeredSum(history.offered?.perSecond ?? []) },
    companions: accepted.filter(isCompanion).length,
    struck: (await world.ses.struck()).reduce((sum, each) => sum + each.struck, 0),
    subjects: new Map(messages.map(({ id, subject }) => [id, subject])),
    byShard: byShardOf(history.parts, queue, (shard) => world.proxy?.writesOf.get(`${issueId}#${shard}`)),
    storeWrites: world.proxy && writes,
    storeStruck: conditionFails + throttled + appliedButFailed,
    planned: { confirmed: [...world.people].map(({ id }) => id), strangers: running.strangers },
    complaints: [...pool.complaints, ...(failure instanceof Error ? [String(failure.stack)] : [])],
  };
};

const byShardOf = (
  parts: History["parts"],
  { handedOf }: WorkQueue,
  writesOf: (shard: string) => number | undefined,
): Map<string, ShardFigures> => {
  const figures = new Map<string, ShardFigures>();
  for (const { shard, recipients } of parts) {
    const people = recipients.length + (figures.get(shard)?.people ?? 0);
    figures.set(shard, { people, handed: handedOf.get(shard) ?? 0, writes: writesOf(shard) ?? 0 });
  }
  return figures;
};

const silentOf = (messages: readonly AcceptedMessage[], ses: SettingsInput = {}): Set<string> => {
  const { events } = settingsSchema.parse(ses);
  return new Set(messages.flatMap(({ id, deliveryId }) => (deliveryId && isSilent(events, id) ? [deliveryId] : [])));
};

const offeredSum = (perSecond: readonly (readonly [second: number, count: number])[]): number =>
  perSecond.reduce((sum, [, count]) => sum + count, 0);

/** Begins the issue of a world. */
export const begin = async ({ parts, world }: OpenWorld): Promise<void> => {
  const [settings, rendition] = [
    await parts.newsletters.get(world.newsletterId),
    await parts.renditions.latest(world.issueId),
  ];
  if (!settings || !rendition) throw new Error("there is nothing to send");
  const begun = await beginIssue(parts, { newsletter: settings.newsletter, rendition });
  if (!begun.ok) throw new Error(begun.reason);
};

const noStrikes = { writes: 0, conditionFails: 0, throttled: 0, appliedButFailed: 0 };

/** Where the issue stands, as far as it is planned. */
export const standOf = async ({
  parts,
  world,
}: OpenWorld): Promise<{ tally?: Tally; causes: readonly PauseCause[] }> => {
  const run = await parts.runs.get(world.issueId);
  if (run?.audience === undefined) return { causes: [] };
  return { tally: await readTally(parts, world.issueId, run.audience), causes: causesOf(run) };
};

const shuffled = (count: number, chance: Chance): number[] =>
  Array.from({ length: count }, (_, n) => ({ n, lot: chance.next() }))
    .sort((one, other) => one.lot - other.lot)
    .map(({ n }) => n);

const once = (act: () => void): (() => void) => {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
};

import { setTimeout as sleep } from "node:timers/promises";
import { readTally } from "../../functions/delivery/read-tally.ts";
import { emptyTally, type Tally } from "../../functions/delivery/tally.ts";
import { type Chance, chanceFrom } from "../year/chance.ts";
import { type Checked, check, type History } from "./checker.ts";
import { acceptedSoFar, type OpenWorld, openWorld, startRole } from "./open-world.ts";
import { idOf } from "./people.ts";
import { acceptsOf, badMailsOf, readLedger } from "./read-history.ts";
import type { Role } from "./roles.ts";
import type { Row } from "./row.ts";
import { type SenderPool, startSenders } from "./sender-pool.ts";
import { hear } from "./start-process.ts";
import type { EngineName } from "./world.ts";

export type RowOptions = {
  engine: EngineName;
  seed: number;
  people: number;
  scriptOf: (role: Role) => string;
  /** Taken while there is work to do: rows that only wait for events wait side by side. */
  turn?: { take(): Promise<void>; give(): void };
};

/** A row while it runs, for what torments it. */
export type Running = {
  world: OpenWorld;
  senders: SenderPool;
  chance: Chance;
  /** How many SES took so far. */
  accepted(): Promise<number>;
  tally(): Promise<Tally>;
  /** Whether nobody is pending or in doubt any more, or the row's time is up. */
  readonly over: boolean;
  /** What happened to people meanwhile, for the checker. */
  facts: Pick<History, "movedTo" | "leftBy" | "cancelled" | "rejectedLater"> & {
    movedTo: Map<string, string>;
    leftBy: Map<string, number>;
    rejectedLater: Set<string>;
  };
};

export type RowOutcome = Checked & {
  people: number;
  seconds: number;
  kills: number;
  silences: number;
  /** Requests to the store, where they were counted. */
  storeWrites: number | undefined;
  struck: number;
  history: History;
  complaints: readonly string[];
  timedOut: boolean;
};

const senders = 8;
export const defaultFactor = 60;
const batch = 25;
const leasesPerSender = 2;

/** Lives through one row, with real processes, and says what came of it. */
export const runRow = async (row: Row, options: RowOptions): Promise<RowOutcome> => {
  const { turn } = options;
  await turn?.take();
  let holdsTurn = true;
  const giveTurn = () => {
    if (holdsTurn) turn?.give();
    holdsTurn = false;
  };
  const chance = chanceFrom(options.seed);
  const world = await openWorld({
    ...options,
    ...{ factor: row.factor ?? defaultFactor, strict: row.strict ?? false, breaks: row.breaks },
    ...{ ses: row.ses?.(options.people), faults: row.faults, storeFaults: row.storeFaults },
    ...(row.counted && { counted: true }),
  }).catch((error: unknown) => {
    giveTurn();
    throw error;
  });
  try {
    if (!row.strict) await hear(startRole(world, "consumer"), "ready");
    await row.before?.(world, chance);
    const started = performance.now();
    const pool = startSenders(world, { count: row.senders ?? senders, chance, ...(row.each && { change: row.each }) });
    const state = { over: false, tally: emptyTally(options.people) };
    const running: Running = {
      ...{ world, senders: pool, chance },
      accepted: () => acceptedSoFar(world, dailyQuota),
      tally: () => tallyNow(world),
      get over() {
        return state.over;
      },
      facts: { movedTo: new Map(), leftBy: new Map(), cancelled: undefined, rejectedLater: new Set() },
    };
    const torment = (row.torment?.(running) ?? Promise.resolve()).catch((error: unknown) => error);
    const deadline = started + (row.secondsAtMost ?? 150) * 1000;
    let timedOut = false;
    while (!state.over) {
      await sleep(250);
      state.tally = await running.tally();
      if (state.tally.pending <= batch * leasesPerSender * senders) giveTurn();
      timedOut = performance.now() > deadline;
      state.over =
        timedOut || (isPlanned(state.tally) && (row.isOver?.(running, state.tally) ?? state.tally.pending === 0));
    }
    const seconds = (performance.now() - started) / 1000;
    const failure = await torment;
    await pool.stop();
    await row.after?.(running);
    const [ledger, messages] = [await readLedger(world.parts, world.world.issueId), await world.ses.accepted()];
    const struck = (await world.ses.struck()).reduce((sum, each) => sum + each.struck, 0);
    const history: History = {
      ...ledger,
      ...running.facts,
      ...{ accepts: acceptsOf(messages), idOf, badMails: await badMailsOf(messages, await world.ses.sample()) },
      mostUnknown: pool.kills * leasesPerSender * batch + pool.silences,
    };
    const checked = check(history);
    return {
      ...checked,
      ...{ people: options.people, seconds, kills: pool.kills, silences: pool.silences, struck, history, timedOut },
      storeWrites: world.proxy?.counts.writes,
      complaints: [...pool.complaints, ...(failure instanceof Error ? [String(failure.stack)] : [])],
    };
  } finally {
    giveTurn();
    await world.close();
  }
};

/** So far nobody reaches it in a row; rows that are about it set their own. */
export const dailyQuota = 10_000_000;

const isPlanned = ({ audience }: Tally): boolean => audience >= 0;

/** With an audience of -1 while it is not planned. */
const tallyNow = async ({ parts, world }: OpenWorld): Promise<Tally> => {
  const run = await parts.runs.get(world.issueId);
  return run?.audience === undefined ? emptyTally(-1) : readTally(parts, world.issueId, run.audience);
};

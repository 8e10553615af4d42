import { setTimeout as sleep } from "node:timers/promises";
import type { Chance } from "../year/chance.ts";
import { type Asked, nothingAsked } from "./asked.ts";
import type { Moment } from "./dying.ts";
import { type OpenWorld, startRole } from "./open-world.ts";
import type { StandingStill } from "./stand-still.ts";
import type { Message, Started } from "./start-process.ts";
import type { Again } from "./told-again.ts";
import type { WorkQueue } from "./work-queue.ts";
import type { World } from "./world.ts";

/** What one process asked: of the sender at a place, whoever it was then; milliseconds of the day's clock. */
export type AskedBy = Asked & { nth: number; startedAt: number; lastAt?: number };

/** So many senders, started anew when they are killed, until they say that there is nothing left. */
export type SenderPool = {
  readonly kills: number;
  readonly freezes: number;
  readonly longestCallMs: number;
  /** Requests that were made, without an answer that anybody could read, as the senders saw them. */
  readonly silences: number;
  /** How often a sender saw more than half of its last requests without an answer. */
  readonly mostlySilent: number;
  /** Who was tried again, and when that was decided. */
  readonly again: readonly Again[];
  /** What processes said that ended without being asked to. */
  readonly complaints: readonly string[];
  readonly pids: readonly number[];
  readonly asked: readonly AskedBy[];
  /** Kills one by lot, every other time of those that send at the moment; another takes its place. */
  killOne(): Promise<void>;
  /**
   * As `killOne`, at that moment of its work. While one does not come there, another may die in its place, and one more:
   * it is whoever comes there first. Waits for that until the row is over.
   */
  killOneAt(moment: Moment, isOver: () => boolean): Promise<void>;
  /** How many died where they were told to. */
  readonly diedAt: ReadonlyMap<Moment, number>;
  /** Stops one for a while, as a machine that is frozen, and lets it go on. */
  freezeOne(milliseconds: number): Promise<void>;
  /** The same with a request of an intent in hand, signed and not sent, of whichever comes to one first. */
  freezeOneAt(where: StandingStill, milliseconds: number): Promise<void>;
  stop(): Promise<void>;
};

/** Who asked so shortly ago is sending. */
const latelyMs = 250;
/** Who stands still when nobody waits for it any more goes on so soon. */
const soonMs = 250;

/** Who is told to die at a moment and does not come there has company so soon, and so on: the others go on. */
const oneMoreAfterMs = 500;
const mostAtOnce = 3;

const note = (by: AskedBy, more: Asked): void => {
  for (const what of Object.keys(nothingAsked) as (keyof Asked)[]) by[what] += more[what];
  if (more.requests > 0) by.lastAt = Date.now();
};

export const startSenders = (
  world: OpenWorld,
  options: {
    count: number;
    chance: Chance;
    queue: WorkQueue;
    change?: (nth: number) => { clock?: string; change?: Partial<World> };
    /** Hears whatever a sender says. */
    onMessage?: (message: Message) => void;
  },
): SenderPool => {
  const { chance } = options;
  const places: (Started | undefined)[] = [];
  const complaints: string[] = [];
  const asked: AskedBy[] = [];
  const lately = new WeakMap<Started, AskedBy>();
  /** Those that stand still, until they go on. */
  const frozen = new Map<Started, Promise<void>>();
  /** For how long who is told to stand still will. */
  const told = new Map<Started, number>();
  const diedAt = new Map<Moment, number>();
  const dying = new WeakSet<Started>();
  const wereTold = new WeakSet<Started>();
  const again: Again[] = [];
  let [kills, freezes, silences, mostlySilent, longestCallMs, stopped] = [0, 0, 0, 0, 0, false];
  const start = (nth: number) => {
    const started = startRole(world, "sender", options.change?.(nth));
    places[nth] = started;
    const by: AskedBy = { nth, startedAt: Date.now(), ...nothingAsked };
    asked.push(by);
    lately.set(started, by);
    if (options.onMessage) started.onMessage(options.onMessage);
    started.onMessage(({ kind, ms, lane, ...more }) => {
      if (kind === "take")
        options.queue.take((message) => {
          if (started.alive) started.tell({ kind: "work", lane, message });
          return started.alive;
        });
      if (kind === "asked") note(by, more as Asked);
      if (kind === "still") void thaw(started, told.get(started) ?? soonMs);
      if (kind === "silence") silences++;
      if (kind === "mostly silent") mostlySilent++;
      if (kind === "again") again.push(more as Again);
      if (kind === "died") {
        kills++;
        diedAt.set(more.moment as Moment, 1 + (diedAt.get(more.moment as Moment) ?? 0));
      }
      if (kind === "call") longestCallMs = Math.max(longestCallMs, Number(ms));
    });
    started.onExit((how) => {
      const asTold = wereTold.has(started) && started.ending === "SIGKILL";
      if (how === "failed" && !stopped && !asTold) complaints.push(`${started.ending}: ${started.complaints}`);
      if (how === "finished" || stopped) places[nth] = undefined;
      else start(nth);
    });
  };
  for (let nth = 0; nth < options.count; nth++) start(nth);
  const atWork = () => places.flatMap((each) => (each?.alive ? [each] : []));
  /** Lets one that stands still go on after so long. */
  const thaw = (one: Started, milliseconds: number): Promise<void> => {
    freezes++;
    told.delete(one);
    const gone = sleep(milliseconds).then(() => {
      frozen.delete(one);
      one.signal("SIGCONT");
    });
    frozen.set(one, gone);
    return gone;
  };
  const oneByLot = (): Started | undefined => {
    const all = atWork().filter((each) => !frozen.has(each) && !told.has(each) && !dying.has(each));
    const sending = all.filter((each) => Date.now() - (lately.get(each)?.lastAt ?? 0) < latelyMs);
    const some = sending.length > 0 && chance.next() < 0.5 ? sending : all;
    return some[Math.floor(chance.next() * some.length)];
  };
  return {
    get kills() {
      return kills;
    },
    get freezes() {
      return freezes;
    },
    get longestCallMs() {
      return longestCallMs;
    },
    get silences() {
      return silences;
    },
    get mostlySilent() {
      return mostlySilent;
    },
    again,
    complaints,
    get pids() {
      return atWork().map(({ pid }) => pid);
    },
    asked,
    async killOne() {
      const one = oneByLot();
      if (!one) return;
      kills++;
      await one.kill();
    },
    diedAt,
    async killOneAt(moment, isOver) {
      const doomed: Started[] = [];
      const isDone = () => doomed.some(({ alive }) => !alive);
      while (!isDone() && !isOver()) {
        const one = doomed.length < mostAtOnce ? oneByLot() : undefined;
        if (one) {
          doomed.push(one);
          dying.add(one);
          wereTold.add(one);
          one.tell({ kind: "die", moment });
        }
        for (let waitedMs = 0; waitedMs < oneMoreAfterMs && !isDone(); waitedMs += 25) await sleep(25);
      }
      for (const each of doomed) {
        dying.delete(each);
        each.tell({ kind: "die" });
      }
    },
    async freezeOne(milliseconds) {
      const one = oneByLot();
      if (!one) return;
      one.signal("SIGSTOP");
      await thaw(one, milliseconds);
    },
    async freezeOneAt(where, milliseconds) {
      const mine: Started[] = [];
      const stands = () => mine.find((each) => frozen.has(each));
      for (let one = oneByLot(); one && !stands(); one = oneByLot()) {
        mine.push(one);
        told.set(one, milliseconds);
        one.tell({ kind: "stand still", where });
        for (let waits = 0; waits < 20 && !stands(); waits++) await sleep(25);
      }
      for (const each of mine) if (told.delete(each)) each.tell({ kind: "stand still" });
      await Promise.all(mine.map((each) => frozen.get(each)));
    },
    async stop() {
      stopped = true;
      await Promise.all(places.map((each) => each?.kill()));
    },
  };
};

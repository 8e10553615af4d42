import { setTimeout as sleep } from "node:timers/promises";
import type { Chance } from "../year/chance.ts";
import { type Asked, nothingAsked } from "./asked.ts";
import type { Moment } from "./dying.ts";
import { type OpenWorld, startRole } from "./open-world.ts";
import type { StandingStill } from "./stand-still.ts";
import type { Message, Started } from "./start-process.ts";
import type { WorkQueue } from "./work-queue.ts";
import type { World } from "./world.ts";

/** What one process asked: of the sender at a place, whoever it was then; milliseconds of the day's clock. */
export type AskedBy = Asked & { nth: number; startedAt: number; lastAt?: number };

/** So many senders, started anew when they are killed, until they say that there is nothing left. */
export type SenderPool = {
  readonly kills: number;
  readonly freezes: number;
  readonly longestCallMs: number;
  /** Requests without an answer that anybody could read, as the senders saw them. */
  readonly silences: number;
  /** What processes said that ended without being asked to. */
  readonly complaints: readonly string[];
  readonly pids: readonly number[];
  readonly asked: readonly AskedBy[];
  /** Kills one by lot, every other time of those that send at the moment; another takes its place. */
  killOne(): Promise<void>;
  /** As `killOne`, at that moment of its work; wherever it is when it does not come there in a few seconds. */
  killOneAt(moment: Moment): Promise<void>;
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

/** A doubt is settled when a lease has ended and a sweep has seen it. */
const comesThereWithinMs = 10_000;

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
  let [kills, freezes, silences, longestCallMs, stopped] = [0, 0, 0, 0, false];
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
      if (kind === "died") diedAt.set(more.moment as Moment, 1 + (diedAt.get(more.moment as Moment) ?? 0));
      if (kind === "call") longestCallMs = Math.max(longestCallMs, Number(ms));
    });
    started.onExit((how) => {
      if (how === "failed" && !stopped && !dying.has(started))
        complaints.push(`${started.ending}: ${started.complaints}`);
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
    async killOneAt(moment) {
      const one = oneByLot();
      if (!one) return;
      kills++;
      dying.add(one);
      one.tell({ kind: "die", moment });
      const gone = new Promise<void>((resolve) => one.onExit(() => resolve()));
      await Promise.race([gone, sleep(comesThereWithinMs)]);
      await one.kill();
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

import { setTimeout as sleep } from "node:timers/promises";
import type { Chance } from "../year/chance.ts";
import { type Asked, nothingAsked } from "./asked.ts";
import { type OpenWorld, startRole } from "./open-world.ts";
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
  /** Stops one for a while, as a machine that is frozen, and lets it go on. */
  freezeOne(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
};

/** Who asked so shortly ago is sending. */
const latelyMs = 250;

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
      if (kind === "silence") silences++;
      if (kind === "call") longestCallMs = Math.max(longestCallMs, Number(ms));
    });
    started.onExit((how) => {
      if (how === "failed" && !stopped) complaints.push(`${started.ending}: ${started.complaints}`);
      if (how === "finished" || stopped) places[nth] = undefined;
      else start(nth);
    });
  };
  for (let nth = 0; nth < options.count; nth++) start(nth);
  const atWork = () => places.flatMap((each) => (each?.alive ? [each] : []));
  const oneByLot = (): Started | undefined => {
    const all = atWork();
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
    async freezeOne(milliseconds) {
      const one = oneByLot();
      if (!one) return;
      freezes++;
      one.signal("SIGSTOP");
      await sleep(milliseconds);
      one.signal("SIGCONT");
    },
    async stop() {
      stopped = true;
      await Promise.all(places.map((each) => each?.kill()));
    },
  };
};

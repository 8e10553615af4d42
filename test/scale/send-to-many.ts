import { setTimeout as sleep } from "node:timers/promises";
import { readDeliverability } from "../../functions/delivery/read-deliverability.ts";
import { readSums } from "../../functions/delivery/read-sums.ts";
import { mostWork } from "../../functions/delivery/sweep.ts";
import { type Tally, tallyLine } from "../../functions/delivery/tally.ts";
import type { WorkMessage } from "../../functions/delivery/work-message.ts";
import { acceptedSoFar, type OpenWorld, openWorld, startRole } from "../faults/open-world.ts";
import { idOf } from "../faults/people.ts";
import { isDelivery } from "../faults/read-history.ts";
import type { Role } from "../faults/roles.ts";
import { begin, standOf } from "../faults/run-row.ts";
import { startSenders } from "../faults/sender-pool.ts";
import { hear, type Message } from "../faults/start-process.ts";
import { workQueue } from "../faults/work-queue.ts";
import type { EngineName } from "../faults/world.ts";
import { chanceFrom } from "../year/chance.ts";
import { checkAccepts } from "./check-accepts.ts";
import { type ProcessUse, useLines, useOf } from "./process-use.ts";
import { scaleProblems } from "./scale-problems.ts";
import { stillness } from "./stillness.ts";

export type Many = {
  people: number;
  engine: EngineName;
  ratePerSecond: number;
  senders: number;
  /** No events are heard. */
  strict: boolean;
  scriptOf: (role: Role) => string;
};
type Print = (line: string) => void;

/**
 * V8 gives young objects a share of the machine's memory: of 24 GB so much that a process would grow to 300 MB with
 * nothing kept. Every process here has what a small machine would give it, that for young objects from the beginning: what
 * grows then is what is kept.
 */
const memoryFlags = ["--min-semi-space-size=16", "--max-semi-space-size=16", "--max-old-space-size=460"];
const pollMs = 1_000;
const mostLateMs = 60_000;
const lineEveryMs = 5_000;
/** Where nothing changed for so long, nothing will: doubts that only time settles are not waited for. */
const stillMs = 120_000;
/** Planning changes nothing that is looked at here. */
const mostPlanningMs = 1_800_000;
/** After so many a process has what it needs to begin with: of a million they are 1 %. */
const warmAfter = 5_000;
const marksOf = (people: number) => {
  const warm = Math.max(0.01 * people, warmAfter);
  return [
    ...(2 * warm < people ? [{ at: warm === warmAfter ? count(warm) : "1 %", from: warm }] : []),
    { at: "50 %", from: 0.5 * people },
    { at: "100 %", from: people },
  ];
};
const store = "store, all data in memory";
const addressOf = (n: number): string => `r${n}@example.com`;
const numberOf = (address: string): number | undefined => {
  const match = /^r(\d+)@example\.com$/.exec(address);
  return match ? Number(match[1]) : undefined;
};

/** Sends an issue to so many with real processes, in real time, and answers whether all is as promised (`scaleProblems`). */
export const sendToMany = async (many: Many, print: Print): Promise<boolean> => {
  const began = performance.now();
  const { people, ratePerSecond, engine, senders } = many;
  print(
    `${count(people)} people, ${ratePerSecond}/s at SES, ${senders} senders, on ${engine}; node ${memoryFlags.join(" ")}`,
  );
  const progress = every(lineEveryMs);
  const world = await openWorld({
    ...{ ...many, addressOf, factor: 1, flags: memoryFlags, newsletter: { softStart: false } },
    ses: { ratePerSecond, dailyQuota: -1 },
    onPerson: (n) => progress(() => print(`loading: ${count(n)} of ${count(people)}`)),
  });
  try {
    const loaded = performance.now();
    print(`loaded in ${seconds(began, loaded)}, ${count((1000 * people) / (loaded - began))} a second`);
    const sent = await send(world, many, print);
    const checked = await checkAccepts(world.parts, {
      ...{ issueId: world.world.issueId, people, numberOf, idOfNumber: (n) => idOf(addressOf(n)) },
      accepted: deliveriesOf(world),
    });
    const delivered = many.strict ? undefined : await hearReports(world, people, print);
    const sumsMs = await timeReadings(world, print);
    const { lost, twice, astray, planned, chunks } = checked;
    print(`${count(planned)} planned in ${chunks} chunks: ${lost} lost, ${twice} twice, ${astray} astray`);
    print(`${seconds(began, performance.now())} in all; ${sent.complaints.length} processes ended by themselves`);
    for (const each of sent.complaints) print(each);
    const problems = scaleProblems({ ...sent, people, delivered, sumsMs, checked, holdsData: store });
    for (const each of problems) print(`NOT SO: ${each}`);
    return problems.length === 0;
  } finally {
    await world.close();
  }
};

const send = async (world: OpenWorld, many: Many, print: Print) => {
  const [asked, noted] = [
    { writes: 0, reads: 0 },
    { writes: 0, reads: 0 },
  ];
  const counting = (sum: typeof asked) => (message: Message) => {
    if (message.kind !== "store") return;
    sum.writes += Number(message.writes);
    sum.reads += Number(message.reads);
  };
  const told = { change: { told: true } };
  const consumer = many.strict ? undefined : startRole(world, "consumer", told);
  consumer?.onMessage(counting(noted));
  if (consumer) await hear(consumer, "ready");
  await begin(world);
  const queue = workQueue({ mostWaiting: mostWork(many) });
  const sweeper = startRole(world, "sweeper", told);
  sweeper.onMessage(counting(asked));
  let longestSweepMs = 0;
  sweeper.onMessage((message) => {
    if (message.kind === "put") queue.put(message.messages as WorkMessage[]);
    if (message.kind === "swept") longestSweepMs = Math.max(longestSweepMs, Number(message.ms));
  });
  const pool = startSenders(world, {
    count: many.senders,
    chance: chanceFrom(1),
    queue,
    change: () => told,
    onMessage: counting(asked),
  });
  const pids = () =>
    new Map([
      ...pool.pids.map((pid, n) => [`sender ${n + 1}`, pid] as const),
      ["sweeper", sweeper.pid] as const,
      ...(consumer ? [["consumer of events", consumer.pid] as const] : []),
      [store, world.pids.store] as const,
      ["SES", world.pids.ses] as const,
      ["this process", process.pid] as const,
    ]);
  const seen: { at: string; uses: Map<string, ProcessUse> }[] = [];
  const started = performance.now();
  const progress = every(lineEveryMs);
  const isStill = stillness(stillMs);
  const marks = marksOf(many.people);
  let [last, before, firstAt, tally] = [{ accepted: 0, at: started }, 0, 0, undefined as Tally | undefined];
  let stoodStill = false;
  while (!stoodStill && tally?.pending !== 0) {
    await sleep(pollMs);
    const accepted = await acceptedSoFar(world);
    const now = performance.now();
    const uses = await useOf(pids());
    if (firstAt === 0 && accepted > 0) {
      firstAt = now;
      print(`planned and begun in ${seconds(started, now)}`);
    }
    const due = marks[seen.length];
    if (due && accepted >= due.from) seen.push({ at: due.at, uses });
    progress(() => {
      const rate = (1000 * (accepted - last.accepted)) / (now - last.at);
      const sizes = [...uses].map(([name, { megabytes }]) => `${name} ${megabytes.toFixed(0)}`).join(", ");
      print(`${seconds(started, now)}: ${count(accepted)} accepted, ${count(rate)}/s; MB: ${sizes}`);
      last = { accepted, at: now };
    });
    // The clock of one machine looks again as soon as there is nothing left to do.
    if (queue.isEmpty && accepted === last.accepted) sweeper.tell({ kind: "sweep" });
    // A look at all claims costs what sending needs: only where SES took nothing since the last.
    if (accepted === before || accepted >= many.people) tally = (await standOf(world)).tally;
    stoodStill =
      isStill(`${accepted} ${tally ? tallyLine(tally) : ""}`) &&
      (tally !== undefined || now - started > mostPlanningMs);
    before = accepted;
  }
  const ended = performance.now();
  print(
    `${seconds(firstAt, ended)} to send, ${count((1000 * before) / (ended - firstAt))}/s; ${tally ? tallyLine(tally) : "not planned"}`,
  );
  for (const line of useLines(seen, pids().keys(), many.people)) print(line);
  if (seen.length < 2) print("fewer than a warm-up: growth is not judged");
  const each = (requests: number) => (requests / many.people).toFixed(4);
  print(`to plan and send ${each(asked.writes)} store writes a recipient and ${each(asked.reads)} reads`);
  print(
    `for evidence ${each(noted.writes)} and ${each(noted.reads)}; the longest sweep ${longestSweepMs.toFixed(0)} ms`,
  );
  await pool.stop();
  return { complaints: pool.complaints, storeWrites: asked.writes, marks: seen, stoodStill };
};

/** Waits until SES has told of every mail that it was delivered, and that is noted; answers of how many it was. */
const hearReports = async ({ parts, world }: OpenWorld, people: number, print: Print): Promise<number> => {
  const from = performance.now();
  for (;;) {
    const { delivered } = await readDeliverability(parts, world.issueId);
    const late = performance.now() - from > mostLateMs;
    if (delivered === people || late) {
      print(`${count(delivered)} noted as delivered, ${seconds(from, performance.now())} after it was looked for`);
      return delivered;
    }
    await sleep(pollMs);
  }
};

/** How long it takes to read what people ask for, beside each other; answers it of the sums. */
const timeReadings = async ({ parts, world }: OpenWorld, print: Print): Promise<number[]> => {
  const time = async (name: string, read: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let n = 0; n < 3; n++) {
      const from = performance.now();
      await read();
      times.push(performance.now() - from);
    }
    print(`${name}: ${times.map((ms) => ms.toFixed(0)).join(", ")} ms`);
    return times;
  };
  const sums = await time("the sums", () => readSums(parts, world.issueId));
  await time("what became of the mails", () => readDeliverability(parts, world.issueId));
  return sums;
};

async function* deliveriesOf({ ses }: OpenWorld) {
  for await (const message of ses.eachAccepted()) if (isDelivery(message)) yield message;
}

/** Does what it is given when so long has passed since it last did. */
const every = (milliseconds: number) => {
  let at = performance.now();
  return (act: () => void): void => {
    if (performance.now() - at < milliseconds) return;
    at = performance.now();
    act();
  };
};

const count = (n: number): string => Math.round(n).toLocaleString("en");
const seconds = (from: number, to: number): string => `${((to - from) / 1000).toFixed(1)} s`;

import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { shards } from "../../functions/audience/shard.ts";
import { chunkSize } from "../../functions/delivery/delivery.ts";
import { redriveIssue } from "../../functions/delivery/redrive-issue.ts";
import { antidote } from "./poison.ts";
import type { Row } from "./row.ts";
import { allSent, aThousandth, doubted, kill, killed, nobodyUnknown, until } from "./rows-of-death.ts";
import type { RowOutcome, ShardFigures } from "./run-row.ts";

/** Milliseconds after the sweep was started. */
const sweepOff = { from: 6_000, to: 16_000 };
const threeDays = 3 * 86_400_000;
const settled = (outcome: RowOutcome): string[] => [...nobodyUnknown(outcome), ...allSent(outcome)];
const writesEach = ({ storeWrites, people }: RowOutcome): string[] =>
  storeWrites === undefined ? [] : [`${(storeWrites / people).toFixed(3)} store writes a recipient`];

/** Every other shard's messages come thrice: the others, in the same run, are what they are measured by. */
const comesThrice = (shard: string): boolean => shards.indexOf(shard) % 2 === 0;

/** By recipient, of the shards whose messages come thrice and of the others. */
const ofShards = ({ byShard }: RowOutcome, thrice: boolean): { handed: number; writes: number } => {
  const some = [...byShard].filter(([shard]) => comesThrice(shard) === thrice).map(([, figures]) => figures);
  const sum = (what: keyof ShardFigures) => some.reduce((all, each) => all + each[what], 0);
  return { handed: sum("handed") / sum("people"), writes: sum("writes") / sum("people") };
};

const thriceProblems = (outcome: RowOutcome): string[] => {
  const [thrice, once] = [ofShards(outcome, true), ofShards(outcome, false)];
  return [
    ...(thrice.writes < 1.3 * once.writes ? [] : ["too many store writes where messages came thrice"]),
    ...(thrice.handed > 1.5 * once.handed ? [] : ["too few messages were taken that came thrice"]),
  ];
};

const thriceFigures = (outcome: RowOutcome): string[] => {
  const [thrice, once] = [ofShards(outcome, true), ofShards(outcome, false)];
  return [
    `${thrice.writes.toFixed(3)} store writes a recipient, ${once.writes.toFixed(3)} where messages came once`,
    `${(thrice.handed / once.handed).toFixed(1)} times as many taken`,
  ];
};

/** Of the senders whose clock is off: those who asked SES for anything later than so long after they were started. */
const askedSince = ({ asked }: RowOutcome, isOff: (nth: number) => boolean, afterMs = Number.NEGATIVE_INFINITY) =>
  asked.filter(({ nth, startedAt, lastAt }) => isOff(nth) && lastAt !== undefined && lastAt > startedAt + afterMs);

const jump = { byMs: 3_600_000, afterMs: 4_000, slackMs: 2_000 };

const clockProblems = (outcome: RowOutcome): string[] => {
  const off = askedSince(outcome, (nth) => nth === 0);
  const after = askedSince(outcome, (nth) => nth === 1, jump.afterMs + jump.slackMs);
  const others = askedSince(outcome, (nth) => nth > 1, jump.afterMs + 2 * jump.slackMs);
  return [
    ...(off.length === 0 ? [] : ["one sent whose clock is three days off"]),
    ...(after.length === 0 ? [] : ["one went on sending when its clock had jumped"]),
    ...(others.length > 0 ? [] : ["nobody else had anything left to send by then"]),
  ];
};

export const rowsOfStore: readonly Row[] = [
  {
    name: "no-fault",
    fault: "none: what the others are measured by",
    expected: "each once, and nothing else",
    counted: true,
    judge: settled,
    figures: writesEach,
  },
  {
    name: "queue-thrice",
    fault: "every queue message of half of the shards three times, all shuffled",
    expected: "accepts = audience; store writes < 1.3 times those of the other half",
    queue: { copies: 3, isCopied: ({ shard }) => comesThrice(shard), shuffled: true },
    counted: true,
    judge: (outcome) => [...settled(outcome), ...thriceProblems(outcome)],
    figures: thriceFigures,
  },
  {
    name: "queue-wiped",
    fault: "the queue wiped half-way",
    expected: "0 lost; resumed within two sweeps",
    // Four lanes for the chunks of sixteen shards: there is something to wipe.
    senders: 2,
    torment: async (running) => {
      await until(running, running.world.people.length / 2);
      running.notes.set("wiped", running.queue.wipe());
      const [wipedAt, before] = [performance.now(), running.queue.handed];
      while (!running.over && running.queue.handed === before) await sleep(5);
      running.notes.set("resumed after ms", performance.now() - wipedAt);
    },
    judge: (outcome) => [
      ...settled(outcome),
      ...((outcome.notes.get("wiped") ?? 0) > 0 ? [] : ["there was nothing to wipe"]),
      ...((outcome.notes.get("resumed after ms") ?? Number.POSITIVE_INFINITY) > (2 * 60_000) / outcome.factor + 500
        ? ["resumed late"]
        : []),
    ],
    figures: ({ notes }) => [
      `${notes.get("wiped")} wiped, resumed after ${notes.get("resumed after ms")?.toFixed(0)} ms`,
    ],
  },
  {
    name: "store-faults",
    fault: "conditional failures 10 %, store throttles 10 %, 1 % applied but answered with an error",
    expected: "ledger = truth",
    storeFaults: { conditionFails: 0.1, throttled: 0.1, appliedButFailed: 0.01 },
    counted: true,
    judge: (outcome) => [...settled(outcome), ...(outcome.storeStruck > 0 ? [] : ["the faults struck nothing"])],
    figures: (outcome) => [...writesEach(outcome), `${outcome.storeStruck} struck`],
  },
  {
    name: "sender-clock-off",
    fault: "the clock of a sender 3 days off, another's jumps an hour",
    expected: "0 twice; they send nothing, the others all",
    ses: (people) => ({ ratePerSecond: people / 15 }),
    each: (nth) => (nth === 0 ? { clock: `${threeDays}` } : nth === 1 ? { clock: `${jump.byMs}@${jump.afterMs}` } : {}),
    judge: (outcome) => [...settled(outcome), ...clockProblems(outcome)],
  },
  {
    name: "settler-clock-off",
    fault: "the sweep's clock is an hour off for a while, two senders settle with theirs 3 days off, with kills",
    expected: "0 twice; all sent when it is right again",
    onPut: ({ notes }, afterMs, { length }) => {
      const isOff = afterMs > sweepOff.from + 1_000 && afterMs < sweepOff.to - 1_000;
      notes.set("put while off", (notes.get("put while off") ?? 0) + (isOff ? length : 0));
    },
    sweeper: { clock: `3600000@${sweepOff.from}@${sweepOff.to}` },
    each: (nth) => (nth < 2 ? { clock: `${threeDays}` } : {}),
    torment: kill(aThousandth),
    judge: (outcome) => [
      ...killed(outcome),
      ...settled(outcome),
      ...(askedSince(outcome, (nth) => nth < 2).length === 0 ? [] : ["one sent whose clock is three days off"]),
      ...(outcome.notes.get("put while off") === 0 ? [] : ["the sweep put work on the queue while its clock was off"]),
    ],
    figures: ({ kills }) => [`${kills} kills`],
  },
  {
    name: "store-clock-jumps",
    fault: "the store's Date jumps an hour ahead for a while, with kills",
    expected: "0 twice; nothing is sent meanwhile; who was in doubt then may stay unknown",
    counted: true,
    ses: (people) => ({ ratePerSecond: Math.max(20, people / 15) }),
    torment: async (running) => {
      const people = running.world.people.length;
      const { proxy } = running.world;
      if (!proxy) throw new Error("nobody stands before the store");
      await until(running, people / 4);
      await running.senders.killOne();
      proxy.faults = { ...proxy.faults, dateOffMs: 3_600_000 };
      await sleep(2_000);
      const before = await running.accepted();
      await sleep(4_000);
      running.notes.set("sent meanwhile", (await running.accepted()) - before).set("left to send", people - before);
      proxy.faults = { ...proxy.faults, dateOffMs: 0 };
    },
    judge: ({ notes, sums }) => [
      ...(notes.get("sent meanwhile") === 0 ? [] : ["it went on sending"]),
      ...((notes.get("left to send") ?? 0) > 0 ? [] : ["nobody was left to be sent"]),
      ...(sums.sent + sums.unknown === sums.audience ? [] : [`${sums.sent} of ${sums.audience} sent`]),
    ],
    figures: (outcome) => [
      `${outcome.notes.get("sent meanwhile")} sent meanwhile`,
      `${doubted(outcome)} were in doubt`,
    ],
  },
  {
    name: "poisoned",
    fault: "one recipient whose rendering throws; one chunk whose handler always throws",
    expected: "one rejected; the chunk stuck and listed, all others done, a redrive finishes it",
    poison: true,
    torment: async (running) => {
      while (!running.over && running.stuck === 0) await sleep(100);
      const { parts, world } = running.world;
      running.notes.set("stuck chunks", running.stuck).set("sent by then", await running.accepted());
      await writeFile(antidote(world), "");
      running.notes.set("redriven", await redriveIssue(parts, world.issueId));
    },
    judge: (outcome) => [
      ...(outcome.sums.rejected === 1 ? [] : [`${outcome.sums.rejected} rejected`]),
      ...(outcome.sums.sent === outcome.people ? [] : [`${outcome.sums.sent} of ${outcome.people} sent`]),
      ...((outcome.notes.get("sent by then") ?? 0) >= outcome.people - chunkSize ? [] : ["it held up other chunks"]),
      ...(outcome.notes.get("sent by then") === outcome.people ? ["the chunk was handled all the same"] : []),
      ...(outcome.notes.get("stuck chunks") === 1 ? [] : [`${outcome.notes.get("stuck chunks")} chunks stuck`]),
    ],
    figures: ({ notes }) => [`${notes.get("stuck chunks")} stuck, then redriven`],
  },
];

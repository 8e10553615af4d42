import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { redriveIssue } from "../../functions/delivery/redrive-issue.ts";
import { antidote } from "./poison.ts";
import type { Row } from "./row.ts";
import { allSent, aThousandth, doubted, kill, nobodyUnknown, until } from "./rows-of-death.ts";
import type { RowOutcome } from "./run-row.ts";

const threeDays = 3 * 86_400_000;
const settled = (outcome: RowOutcome): string[] => [...nobodyUnknown(outcome), ...allSent(outcome)];
const writesEach = ({ storeWrites, people }: RowOutcome): string[] =>
  storeWrites === undefined ? [] : [`${(storeWrites / people).toFixed(3)} store writes a recipient`];

export const rowsOfStore: readonly Row[] = [
  {
    name: "no-fault",
    fault: "none: what the others are measured by",
    expected: "each once, and nothing else",
    needs: ["queue and sweep"],
    counted: true,
    judge: settled,
    figures: writesEach,
  },
  {
    name: "queue-thrice",
    fault: "every queue message three times, shuffled",
    expected: "accepts = audience; store writes < 1.3 times",
    needs: ["queue and sweep"],
    queue: { copies: 3, shuffled: true },
    counted: true,
    judge: (outcome, others) => [
      ...settled(outcome),
      ...((outcome.storeWrites ?? 0) > 1.3 * (others.get("no-fault")?.storeWrites ?? Number.POSITIVE_INFINITY)
        ? ["too many store writes"]
        : []),
    ],
    figures: writesEach,
  },
  {
    name: "queue-wiped",
    fault: "the queue wiped half-way",
    expected: "0 lost; resumed within two sweeps",
    needs: ["queue and sweep"],
    torment: async (running) => {
      await until(running, running.world.people.length / 2);
      running.queue.wipe();
      const [wipedAt, before] = [performance.now(), running.queue.handed];
      while (!running.over && running.queue.handed === before) await sleep(5);
      running.notes.set("resumed after ms", performance.now() - wipedAt);
    },
    judge: (outcome) => [
      ...settled(outcome),
      ...((outcome.notes.get("resumed after ms") ?? 0) > (2 * 60_000) / outcome.factor + 500 ? ["resumed late"] : []),
    ],
    figures: ({ notes }) => [`resumed after ${notes.get("resumed after ms")?.toFixed(0)} ms`],
  },
  {
    name: "store-faults",
    fault: "conditional failures 10 %, store throttles 10 %, 1 % applied but answered with an error",
    expected: "ledger = truth",
    needs: ["events settle"],
    storeFaults: { conditionFails: 0.1, throttled: 0.1, appliedButFailed: 0.01 },
    counted: true,
    judge: settled,
    figures: (outcome) => [...writesEach(outcome), `${outcome.storeStruck} struck`],
  },
  {
    name: "sender-clock-off",
    fault: "the clock of a sender 3 days off, another's jumps an hour",
    expected: "0 twice; they send nothing, the others all",
    needs: ["store time"],
    each: (nth) => (nth === 0 ? { clock: `${threeDays}` } : nth === 1 ? { clock: "3600000@4000" } : {}),
    judge: settled,
  },
  {
    name: "settler-clock-off",
    fault: "the sweep's clock is an hour off for a while, two senders settle with theirs 3 days off, with kills",
    expected: "0 twice; all sent when it is right again",
    needs: ["store time", "events settle"],
    sweeper: { clock: "3600000@6000@16000" },
    each: (nth) => (nth < 2 ? { clock: `${threeDays}` } : {}),
    torment: kill(aThousandth),
    judge: settled,
    figures: ({ kills }) => [`${kills} kills`],
  },
  {
    name: "store-clock-jumps",
    fault: "the store's Date jumps an hour ahead for a while, with kills",
    expected: "0 twice; nothing is sent meanwhile; who was in doubt then may stay unknown",
    needs: ["store time", "events settle"],
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
      running.notes.set("sent meanwhile", (await running.accepted()) - before);
      proxy.faults = { ...proxy.faults, dateOffMs: 0 };
    },
    judge: (outcome) => [...(outcome.notes.get("sent meanwhile") === 0 ? [] : ["it went on sending"])],
    figures: (outcome) => [
      `${outcome.notes.get("sent meanwhile")} sent meanwhile`,
      `${doubted(outcome)} were in doubt`,
    ],
  },
  {
    name: "poisoned",
    fault: "one recipient whose rendering throws; one chunk whose handler always throws",
    expected: "one rejected; the chunk stuck and listed, all others done, a redrive finishes it",
    needs: ["queue and sweep"],
    poison: true,
    torment: async (running) => {
      while (!running.over && running.stuck === 0) await sleep(100);
      const { parts, world } = running.world;
      running.notes.set("stuck chunks", running.stuck);
      await writeFile(antidote(world), "");
      running.notes.set("redriven", await redriveIssue(parts, world.issueId));
    },
    judge: (outcome) => [
      ...(outcome.sums.rejected === 1 ? [] : [`${outcome.sums.rejected} rejected`]),
      ...(outcome.notes.get("stuck chunks") === 1 ? [] : [`${outcome.notes.get("stuck chunks")} chunks stuck`]),
    ],
    figures: ({ notes }) => [`${notes.get("stuck chunks")} stuck, then redriven`],
  },
];

import { setTimeout as sleep } from "node:timers/promises";
import { companionsAtOnce } from "../../functions/delivery/companions.ts";
import { batchSize } from "../../functions/delivery/delivery.ts";
import { fullSample } from "../../functions/delivery/neighbours.ts";
import { readDeliverability } from "../../functions/delivery/read-deliverability.ts";
import { graceMs } from "../../functions/delivery/settle.ts";
import type { Recipient } from "./checker.ts";
import { faultTimes } from "./fault-times.ts";
import { defaultRate } from "./open-world.ts";
import { readLedger } from "./read-history.ts";
import type { Row } from "./row.ts";
import {
  allSent,
  aThousandth,
  doubted,
  kill,
  killed,
  killOneAtEach,
  listed,
  nobodyUnknown,
  sendingSeconds,
  someDoubted,
  until,
} from "./rows-of-death.ts";
import { rowsOfReputation } from "./rows-of-reputation.ts";
import type { RowOutcome, Running } from "./run-row.ts";
import type { Again } from "./told-again.ts";

const rateOf = (people: number) => Math.max(10, Math.round(people / 60));

/** Whom an issue goes to; SES's simulator is not among them. */
export const everybody = "*@example.com";

const settled = (outcome: RowOutcome): string[] => [...nobodyUnknown(outcome), ...allSent(outcome)];
/** A fault that struck nobody proves nothing. */
const struck = (outcome: RowOutcome): string[] => [
  ...(outcome.struck > 0 ? [] : ["the fault struck nobody"]),
  ...someDoubted(outcome),
];

const quotaOf = (people: number): number => Math.round(0.6 * people);

/** Waits for the pause, looks whether anybody asks SES for more while it lasts, and grants more. */
const endTheDay = async (running: Running): Promise<void> => {
  const { world, notes, causes } = running;
  await until(running, quotaOf(world.people.length));
  while (!running.over && !causes.has("quota")) await sleep(100);
  const offered = await onceQuiet(running);
  await sleep(1.3 * sweepMs(world.world.factor));
  notes.set("while paused", await running.accepted());
  notes.set("past the quota", offered - quotaOf(world.people.length));
  notes.set("asked while paused", (await running.offered()) - offered);
  await world.ses.set({ dailyQuota: 10_000_000 });
};

/** What was asked for when nothing more was for a second: who is at it is not slower than that, on whatever machine. */
const onceQuiet = async (running: Running): Promise<number> => {
  for (let before = -1, tries = 0; ; tries++) {
    const offered = await running.offered();
    if (offered === before || tries === mostTries) return offered;
    before = offered;
    await sleep(1_000);
  }
};
const mostTries = 15;

const sweepMs = (factor: number): number => 60_000 / factor;

const quotaProblems = ({ notes, causes, people, factor }: RowOutcome): string[] => {
  const most = batchSize(defaultRate, faultTimes(factor).batchMs) * leases;
  const past = notes.get("past the quota") ?? Number.POSITIVE_INFINITY;
  return [
    ...(causes.has("quota") ? [] : ["never paused for the quota"]),
    ...(notes.get("while paused") === quotaOf(people) ? [] : ["it did not stop at the quota"]),
    ...(past > most ? [`${past} asked for past the quota, a batch for each lease are ${most}`] : []),
    ...(notes.get("asked while paused") === 0 ? [] : [`${notes.get("asked while paused")} asked for while paused`]),
  ];
};
/** Two of each of eight senders. */
const leases = 16;

/** Where no events are heard nothing proves that a mail was not accepted. */
const notTriedAgain = ({ history }: RowOutcome): string[] => {
  const again = history.recipients.filter(({ try: tries }) => tries > 1);
  return again.length === 0 ? [] : [`${again.length} tried again without proof, such as ${again[0]?.place}`];
};

/** What was known of the stream when somebody was tried again: how many were written down long before, how many silent. */
const signsAt = ({ history, silent, factor }: RowOutcome, { at, ...again }: Again) => {
  const written = new Set(history.written.map(({ messageId }) => messageId));
  const inTime = history.accepts.filter(
    ({ at: acceptedAt, messageId }) => acceptedAt < at - faultTimes(factor).leastGraceMs / 2 && written.has(messageId),
  );
  return {
    ...again,
    sent: inTime.length,
    silent: inTime.filter(({ deliveryId = "" }) => silent.has(deliveryId)).length,
  };
};

/**
 * A thousand show that one mail in a hundred is silent; of fewer, all must have an event, and no more may be to come. A
 * second try otherwise was made without proof, whether or not it made a second mail.
 */
const provenAgain = (outcome: RowOutcome): string[] =>
  outcome.again
    .map((each) => signsAt(outcome, each))
    .flatMap(({ count, sent, silent, seen, isLast }) => [
      ...(sent >= fullSample || silent > 0
        ? [`${count} tried again though ${silent} of ${sent} sent by then were silent`]
        : []),
      ...(seen.sent < fullSample && !isLast
        ? [`${count} tried again by ${seen.sent}, with others still to be sent`]
        : []),
    ]);

/** Until whoever is in doubt has waited so long that a proof would have been taken for one. */
const pastGrace = async (running: Running): Promise<void> => {
  const { parts, world } = running.world;
  const { times } = parts;
  while (!running.over) {
    const waitMs = graceMs(times, await parts.stream.slowestDelayMs()) + 3 * sweepMs(world.factor);
    const { recipients } = await readLedger(parts, world.issueId);
    const isJudged = ({ state, ambiguousAt = Number.POSITIVE_INFINITY }: Recipient) =>
      state === "sent" || state === "unknown" || (state === "ambiguous" && Date.now() > ambiguousAt + waitMs);
    if (recipients.length > 0 && recipients.every(isJudged)) return;
    await sleep(1_000);
  }
};

const doubts = (outcome: RowOutcome): string[] => [`${doubted(outcome)} were in doubt`];

export const rowsOfSes: readonly Row[] = [
  {
    name: "throttled",
    fault: "SES throttles half of the offered rate",
    expected: "0 lost, 0 rejected; time within 15 % of audience / rate",
    ses: (people) => ({ ratePerSecond: rateOf(people), grantedShare: 0.5 }),
    factor: 5,
    judge: (outcome) => [
      ...settled(outcome),
      ...(outcome.offered > outcome.sums.sent ? [] : ["SES throttled nothing"]),
      ...(sendingSeconds(outcome) > (1.15 * outcome.people) / (rateOf(outcome.people) / 2) ? ["too slow"] : []),
    ],
    figures: (outcome) => [
      `${rateOf(outcome.people)}/s said, half of it granted`,
      `sent in ${sendingSeconds(outcome).toFixed(0)} s of at least ${((2 * outcome.people) / rateOf(outcome.people)).toFixed(0)} s`,
    ],
  },
  {
    name: "quota",
    fault: "the daily quota ends at 60 %",
    expected: "paused within a batch, resumes by itself, 0 lost",
    ses: (people) => ({ dailyQuota: quotaOf(people) }),
    torment: endTheDay,
    judge: (outcome) => [...settled(outcome), ...quotaProblems(outcome)],
    figures: ({ notes }) => [
      `${notes.get("past the quota")} asked for past the quota, ${notes.get("asked while paused")} while paused`,
    ],
  },
  {
    name: "500s",
    fault: "5 % of calls answer 500, half of them accepted",
    expected: "0 twice, 0 lost, all settled, never paused for errors while most requests are answered",
    faults: [
      { effect: "internal-failure", accepted: true, share: 0.025, seed: "taken" },
      { effect: "internal-failure", accepted: false, share: 0.025, seed: "not taken" },
    ],
    judge: (outcome) => [
      ...struck(outcome),
      ...settled(outcome),
      ...(outcome.causes.has("errors") && outcome.mostlySilent === 0
        ? ["paused for errors, and no sender missed most of its answers"]
        : []),
    ],
    figures: (outcome) => [
      ...doubts(outcome),
      ...(outcome.causes.has("errors") ? ["paused for errors: a sender missed more than half of its answers"] : []),
    ],
  },
  {
    name: "hangs",
    fault: "1 % hang after accepting",
    expected: "0 twice, 0 lost, all settled; no call over 10 s",
    faults: [{ effect: "hang", accepted: true, share: 0.01 }],
    judge: (outcome) => [
      ...struck(outcome),
      ...settled(outcome),
      ...(outcome.longestCallMs > faultTimes(outcome.factor).requestTimeoutMs + 250
        ? [`a call of ${outcome.longestCallMs} ms`]
        : []),
    ],
    figures: (outcome) => [...doubts(outcome), `longest call ${outcome.longestCallMs.toFixed(0)} ms`],
  },
  {
    name: "alone",
    fault: "of twelve people two thirds get a 500, half of them with their mail; a sender dies",
    expected: "0 twice, 0 lost, all settled, by companions where nobody was sent near",
    people: () => 12,
    // Few, so that who is to die has somebody in hand at their first try.
    senders: 3,
    faults: [
      { effect: "internal-failure", accepted: true, recipient: everybody, times: 4 },
      { effect: "internal-failure", accepted: false, recipient: everybody, times: 4 },
    ],
    torment: killOneAtEach("intent"),
    judge: (outcome) => [
      ...struck(outcome),
      ...settled(outcome),
      ...(outcome.kills > 0 ? [] : ["nobody died"]),
      ...(outcome.companions >= companionsAtOnce ? [] : [`${outcome.companions} companions`]),
    ],
    figures: (outcome) => [...doubts(outcome), `${outcome.kills} died, ${outcome.companions} companions`],
  },
  {
    name: "events-disordered",
    fault: "events 5 % twice, all shuffled, late",
    expected: "report = truth exactly",
    ses: () => ({ events: { twice: 0.05, delaySeconds: 0.5, shuffleSeconds: 2 } }),
    after: async (running) => {
      for (let tries = 0; tries < 40; tries++) {
        const { delivered } = await readDeliverability(running.world.parts, running.world.world.issueId);
        running.notes.set("delivered", delivered);
        if (delivered === running.world.people.length) return;
        await sleep(250);
      }
    },
    judge: (outcome) => [
      ...settled(outcome),
      ...(outcome.notes.get("delivered") === outcome.people
        ? []
        : [`${outcome.notes.get("delivered")} reported as delivered`]),
    ],
    figures: ({ notes }) => [`${notes.get("delivered")} reported as delivered`],
  },
  {
    name: "events-lost",
    fault: "events lost for 1 % of accepted, with kills",
    expected: "0 twice: no resend when the grace is over where the silence of others shows",
    // So many that some of the lost are among anybody's neighbours.
    people: (byDefault) => Math.max(byDefault, 1_500),
    ses: () => ({ events: { lost: 0.01 } }),
    torment: async (running) => {
      const intents = running.senders.killOneAt("intent", () => running.over);
      await Promise.all([kill(aThousandth)(running), intents]);
      await pastGrace(running);
      running.notes.set("grace over", 1);
    },
    isOver: ({ notes }) => notes.has("grace over"),
    mayStayOpen: true,
    judge: (outcome) => [
      ...killed(outcome),
      ...provenAgain(outcome),
      ...(outcome.sums.open + outcome.sums.unknown > 0 ? [] : ["nobody was left without proof"]),
      ...(outcome.notes.has("grace over") ? [] : ["nobody waited until the grace was over"]),
    ],
    figures: (outcome) => [
      ...doubts(outcome),
      ...outcome.again
        .map((each) => signsAt(outcome, each))
        .map(
          ({ count, sent, silent, seen }) =>
            `${count} tried again, ${silent} silent of ${sent} sent by then, ${seen.sent - seen.withEvent} of the ${seen.sent} looked at`,
        ),
      ...(outcome.causes.size > 0 ? [`paused for ${[...outcome.causes].join(", ")}`] : []),
    ],
  },
  {
    name: "events-lost-strict",
    fault: "the same in strict mode: none is heard",
    expected: "0 twice; the unknown listed by id",
    strict: true,
    ses: () => ({ events: { lost: 0.01 } }),
    torment: kill(aThousandth),
    judge: (outcome) => [...killed(outcome), ...notTriedAgain(outcome)],
    figures: (outcome) => [...doubts(outcome), ...listed(outcome)],
  },
  ...rowsOfReputation,
];

import { setTimeout as sleep } from "node:timers/promises";
import type { Moment } from "./dying.ts";
import { defaultRate } from "./open-world.ts";
import type { Row } from "./row.ts";
import type { RowOutcome, Running } from "./run-row.ts";

/** A batch for each of the two leases that a sender may hold. */
const doubtsPerKill = 50;

/** Waits until SES took so many, or the row is over. Asks more often the nearer it is: asking costs what sending needs. */
export const until = async (running: Running, accepted: number): Promise<void> => {
  for (let missing = accepted; !running.over; ) {
    missing = accepted - (await running.accepted());
    if (missing <= 0) return;
    await sleep(Math.min(250, Math.max(10, (500 * missing) / running.world.ratePerSecond)));
  }
};

/** Kills so many senders, evenly over the sending, each at a random moment. */
export const kill =
  (times: (people: number) => number) =>
  async (running: Running): Promise<void> => {
    const people = running.world.people.length;
    const kills = times(people);
    running.notes.set("kills due", kills);
    for (let nth = 0; nth < kills && !running.over; nth++) {
      await until(running, ((nth + running.chance.next()) * people) / (kills + 1));
      await sleep(40 * running.chance.next());
      if (!running.over) await running.senders.killOne();
    }
  };

/** Kills a sender at each of these moments of its work. */
export const killOneAtEach =
  (...moments: readonly Moment[]) =>
  async (running: Running): Promise<void> => {
    await Promise.all(moments.map((each) => running.senders.killOneAt(each, () => running.over)));
  };

/** What a sender may be in the middle of; every other one dies wherever it is. */
const momentsOfSenders = ["intent", "accepted", "result", "settling"] as const;

/** As `kill`; half of the senders at each moment of their work in turn, and with every tenth who sweeps or takes in events. */
const killEverywhere =
  (times: (people: number) => number) =>
  async (running: Running): Promise<void> => {
    const { world, senders, chance } = running;
    const [people, kills] = [world.people.length, times(world.people.length)];
    running.notes.set("kills due", kills);
    const deaths: Promise<void>[] = [];
    for (let nth = 0; nth < kills && !running.over; nth++) {
      await until(running, ((nth + chance.next()) * people) / (kills + 1));
      await sleep(40 * chance.next());
      if (running.over) break;
      const moment = nth % 2 === 0 ? undefined : momentsOfSenders[((nth - 1) / 2) % momentsOfSenders.length];
      if (nth % 10 === 4) deaths.push(running.killSweep());
      if (nth % 10 === 9) deaths.push(running.killConsumer());
      // The next is due by how far the sending is, whether or not this one has come to its moment.
      deaths.push(moment ? senders.killOneAt(moment, () => running.over) : senders.killOne());
    }
    await Promise.all(deaths);
  };

/** Somebody died at every moment there is. */
const everywhere = ({ diedAt }: RowOutcome): string[] =>
  [...momentsOfSenders, "sweep", "events"].filter((each) => !diedAt.get(each)).map((each) => `nobody died at: ${each}`);

const pastSignature = ({ world }: Running): number => world.parts.times.signatureLifeMs + world.parts.times.leaseMs;

export const aThousandth = (people: number): number => Math.max(12, Math.round(people / 1000));

export const nobodyUnknown = ({ unknown, history }: RowOutcome): string[] => {
  if (unknown === 0) return [];
  const first = history.recipients.find(({ state }) => state === "unknown");
  return [`${unknown} unknown, such as ${first?.place}: ${first?.reason}, try ${first?.try}`];
};
/** From the first mail to the last, or to a share of them: the last may wait for what only time settles. */
export const sendingSeconds = ({ history }: RowOutcome, share = 1): number => {
  const times = history.accepts.map(({ at }) => at).sort((one, other) => one - other);
  return ((times[Math.ceil(share * times.length) - 1] ?? 0) - (times[0] ?? 0)) / 1000;
};
export const allSent = ({ sums }: RowOutcome): string[] =>
  sums.sent === sums.audience ? [] : [`${sums.sent} of ${sums.audience} sent`];

/** Those whose outcome was in doubt at some time: settled by an event, tried again, unknown, or in doubt still. */
export const doubted = ({ history }: RowOutcome): number =>
  history.recipients.filter(
    ({ state, reason, try: tries }) => state === "unknown" || state === "ambiguous" || reason === "event" || tries > 1,
  ).length;

/** How often whoever was tried most was. */
const mostTried = ({ history }: RowOutcome): number =>
  history.recipients.reduce((most, { try: tries }) => Math.max(most, tries), 0);

/** Each kill that was due, and not all of them of senders that had nothing in hand. */
export const killed = (outcome: RowOutcome): string[] => {
  const due = outcome.notes.get("kills due") ?? Number.POSITIVE_INFINITY;
  return [...(outcome.kills < due ? [`${outcome.kills} of ${due} kills`] : []), ...someDoubted(outcome)];
};

/** A row whose fault left nobody in doubt proves nothing. */
export const someDoubted = (outcome: RowOutcome): string[] =>
  doubted(outcome) > 0 ? [] : ["the fault left nobody in doubt"];

/** Two stops of each kind, of eight senders: somebody goes on. */
const stopsDue = 6;
const stopsOfAKind = stopsDue / 3;

/** Longer than a lease lives and a sweep takes to find that it ended, and another to take the chunk. */
export const pastNextHolder = ({ world }: Running): number =>
  world.parts.times.leaseMs + (2.5 * 60_000) / world.world.factor;

/** The nth stop: with a request in hand that SES then refuses, or with one that is then too late, or anywhere. */
const stopOne = (running: Running, nth: number): Promise<void> => {
  const { senders } = running;
  if (nth % 3 === 1) return senders.freezeOneAt("asked", pastSignature(running));
  return nth % 3 === 2
    ? senders.freezeOneAt("signed", pastNextHolder(running))
    : senders.freezeOne(pastNextHolder(running));
};

const inDoubt = (outcome: RowOutcome): string[] => {
  const most = doubtsPerKill * outcome.kills + outcome.silences;
  return doubted(outcome) > most ? [`${doubted(outcome)} were in doubt, ${most} explain themselves`] : [];
};
const deaths = (outcome: RowOutcome): string[] => [
  `${outcome.kills} kills of senders (${[...outcome.diedAt].map(([moment, count]) => `${moment} ${count}`).join(", ")})`,
  `${doubted(outcome)} were in doubt`,
  `${mostTried(outcome)} tries at most`,
  `${((0.95 * outcome.sums.sent) / sendingSeconds(outcome, 0.95)).toFixed(0)} a second`,
];

export const listed = ({ history }: RowOutcome): string[] => {
  const unknown = history.recipients.filter(({ state }) => state === "unknown").map(({ place }) => place);
  return unknown[0] === undefined ? [] : [`the unknown listed, such as ${unknown[0]}`];
};

/** How often senders came too late: with writes that the fence refused, requests not made, requests that SES refused. */
const late = ({ asked }: RowOutcome, what: "fenced" | "withheld" | "tooOld"): number =>
  asked.reduce((all, each) => all + each[what], 0);

const lateProblems = (outcome: RowOutcome): string[] => {
  const [withheld, tooOld] = [late(outcome, "withheld"), late(outcome, "tooOld")];
  return [
    ...(outcome.freezes >= stopsDue ? [] : [`${outcome.freezes} of ${stopsDue} stops`]),
    ...(late(outcome, "fenced") > 0 ? [] : ["no late write was refused"]),
    ...(withheld >= stopsOfAKind ? [] : [`${withheld} of ${stopsOfAKind} late requests withheld`]),
    ...(tooOld >= stopsOfAKind ? [] : [`${tooOld} of ${stopsOfAKind} requests refused for an old signature`]),
  ];
};

export const rowsOfDeath: readonly Row[] = [
  {
    name: "kills",
    fault: "kill -9 of a random sender, 100 times in 100,000",
    expected: "0 lost, 0 twice; in doubt at most 25 per lease killed; nobody unknown after settling",
    people: (byDefault) => byDefault * 10,
    // A hold of ten minutes after the first is another row's.
    newsletter: { softStart: false },
    // A hundred thousand as fast as two cores can, fewer at the pace of the other rows.
    ses: (people) => ({ ratePerSecond: Math.max(defaultRate, people / 100) }),
    // A machine that others use, too, takes four times as long as a quiet one.
    secondsAtMost: (people) => Math.max(420, (1_500 * people) / 100_000),
    torment: killEverywhere((people) => Math.max(20, Math.round(people / 1000))),
    judge: (outcome) => [
      ...killed(outcome),
      ...everywhere(outcome),
      ...allSent(outcome),
      ...nobodyUnknown(outcome),
      ...inDoubt(outcome),
    ],
    figures: deaths,
  },
  {
    name: "kills-strict",
    fault: "the same in strict mode, no events",
    expected: "0 twice; the unknown listed by id",
    strict: true,
    torment: kill(aThousandth),
    judge: (outcome) => [...killed(outcome), ...inDoubt(outcome)],
    figures: (outcome) => [`${outcome.kills} kills`, ...listed(outcome)],
  },
  {
    name: "frozen",
    fault: "a sender stopped past its lease, then continued",
    expected: "0 twice; its late writes refused by the fence, its late requests by rule 1 or their signature",
    // Whoever is to stop has something in hand until the last of them did.
    ses: (people) => ({ ratePerSecond: Math.max(20, people / 15) }),
    torment: async (running) => {
      const people = running.world.people.length;
      const stops: Promise<void>[] = [];
      for (let nth = 1; nth <= stopsDue; nth++) {
        await until(running, (nth * people) / (stopsDue + 2));
        // The others go on meanwhile.
        stops.push(stopOne(running, nth));
      }
      await Promise.all(stops);
      // What they are late for, they do now.
      await sleep(1_000);
      running.notes.set("gone on", stops.length);
    },
    isOver: ({ notes }, { pending }) => pending === 0 && notes.has("gone on"),
    judge: (outcome) => [...nobodyUnknown(outcome), ...allSent(outcome), ...lateProblems(outcome)],
    figures: (outcome) => [
      `${outcome.freezes} stops, ${late(outcome, "fenced")} late writes refused`,
      `${late(outcome, "withheld")} late requests not made, ${late(outcome, "tooOld")} refused by SES`,
      `${doubted(outcome)} were in doubt`,
    ],
  },
];

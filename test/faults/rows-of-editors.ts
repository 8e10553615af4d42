import { setTimeout as sleep } from "node:timers/promises";
import { moveStore } from "../../functions/audience/move-store.ts";
import { moveSubscriber } from "../../functions/audience/move-subscriber.ts";
import { signUpStore } from "../../functions/audience/sign-up-store.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { toInstant } from "../../functions/core/time.ts";
import { cancelSending } from "../../functions/delivery/cancel-sending.ts";
import { batchSize } from "../../functions/delivery/delivery.ts";
import type { SendingTimes } from "../../functions/delivery/lease.ts";
import { pauseIssue } from "../../functions/delivery/pause-issue.ts";
import { resumeIssue } from "../../functions/delivery/resume-issue.ts";
import { aRendition } from "../support/mail.ts";
import { idOf, newsletterId } from "./people.ts";
import type { Row } from "./row.ts";
import { allSent, nobodyUnknown, until } from "./rows-of-death.ts";
import type { RowOutcome, Running } from "./run-row.ts";

/** Both ends agree to a change of address, at once. */
const move = async (running: Running, n: number): Promise<void> => {
  const { world, facts } = running;
  const { audience, stampClock } = world.parts;
  const moves = moveStore(world.parts.table(audienceTable));
  const signUps = signUpStore(world.parts.table(audienceTable));
  const [to, askedAt] = [`moved${n}@example.com`, toInstant(Date.now())];
  const [id, toId] = [idOf(world.addressOf(n)), idOf(to)];
  facts.movedTo.set(id, toId);
  await moves.ask({ newsletterId, id }, { toId, askedAt });
  await moves.keep({ kind: "moving", newsletterId, subscriberId: toId, fromId: id, address: to, at: askedAt });
  const input = { newsletterId, subscriberId: id, askedAt };
  await moveSubscriber({ audience, moves, signUps, stampClock }, { ...input, end: "old" });
  const result = await moveSubscriber({ audience, moves, signUps, stampClock }, { ...input, end: "new" });
  if (!result.ok || !result.moved) return;
  const { audience: planned } = (await world.parts.runs.get(world.world.issueId)) ?? {};
  const when = planned === undefined ? "moved while it was planned" : "moved while it was sent";
  running.notes.set(when, (running.notes.get(when) ?? 0) + 1);
};

const someMove = async (running: Running): Promise<void> => {
  const people = running.world.people.length;
  const moving = running.shuffled(people).slice(0, Math.min(100, Math.round(people / 10)));
  for (const [nth, n] of moving.entries()) {
    // The first of them while the audience is planned.
    await until(running, 0.8 * people * Math.max(0, nth / moving.length - 0.1));
    if (!running.over) await move(running, n);
  }
};

/** Who moved gets the issue all the same, some of them at the new address. */
const movedAreSent = ({ history, notes }: RowOutcome): string[] => {
  const left = history.recipients.filter(({ id, state }) => history.movedTo.has(id) && state !== "sent");
  const followed = history.accepts.filter(({ recipients: [to = ""] }) => to.startsWith("moved")).length;
  const [planned, sent] = movesOf(notes);
  return [
    ...(left.length === 0 ? [] : [`${left.length} of ${history.movedTo.size} who moved get nothing`]),
    ...(planned > 0 && planned + sent === history.movedTo.size
      ? []
      : [`${planned} moved while it was planned and ${sent} while it was sent, of ${history.movedTo.size}`]),
    ...(followed > planned ? [] : [`${followed} mails to new addresses`]),
  ];
};

const movesOf = (notes: RowOutcome["notes"]): [planned: number, sent: number] => [
  notes.get("moved while it was planned") ?? 0,
  notes.get("moved while it was sent") ?? 0,
];

/** Pause, mostly a correction, resume: at points by lot, and at the last one the end of it. */
const correctAgainAndAgain =
  (timesFor: (people: number) => number) =>
  async (running: Running): Promise<void> => {
    const { world, chance } = running;
    const { parts } = world;
    const { issueId } = world.world;
    const people = world.people.length;
    const times = timesFor(people);
    running.notes.set("pauses due", times - 1);
    let revision = 1;
    for (let nth = 1; nth <= times && !running.over; nth++) {
      await until(running, ((nth + chance.next() - 1) * 0.6 * people) / times);
      if (running.over) return;
      if (nth === times) {
        await cancelSending(parts, issueId);
        running.facts.cancelled = { at: Date.now(), inFlight: inFlightAtMost(people, parts.times) };
        return;
      }
      await pauseIssue(parts, issueId);
      if (chance.next() < 0.7) {
        await parts.renditions.put(aRendition({ issueId, revision: revision + 1, subject: subjectOf(revision + 1) }));
        if (await parts.runs.correct(issueId, revision, revision + 1)) revision++;
      }
      await sleep(30 * chance.next());
      await resumeIssue(parts, { issueId });
      running.notes.set("revisions", revision).set("pauses", nth);
    }
  };

const rateOf = (people: number): number => Math.max(20, people / 15);

/** A batch for each of the two leases of eight senders. */
const inFlightAtMost = (people: number, { batchMs }: SendingTimes): number =>
  batchSize(rateOf(people), batchMs) * 2 * 8;
const subjectOf = (revision: number): string => `Correction ${revision}`;

/** The mail that SES took is of the revision that the result item says. */
const oneRevision = ({ history, subjects }: RowOutcome): string[] => {
  const wrong = history.written.filter(
    ({ messageId, revision }) => revision !== 1 && subjects.get(messageId) !== subjectOf(revision),
  );
  const seen = new Set(history.written.map(({ revision }) => revision));
  return [
    ...(wrong.length === 0 ? [] : [`${wrong.length} mails of another revision than the ledger says`]),
    ...(seen.size > 1 ? [] : ["all mails are of one revision"]),
  ];
};

export const rowsOfEditors: readonly Row[] = [
  {
    name: "moves",
    fault: "100 address changes during the run",
    expected: "each person once, at one of the two addresses",
    torment: someMove,
    judge: (outcome) => [...nobodyUnknown(outcome), ...allSent(outcome), ...movedAreSent(outcome)],
    figures: ({ notes }) => [`${movesOf(notes).join(" moved while it was planned, ")} while it was sent`],
  },
  {
    name: "corrections",
    fault: "pause, correct, resume, cancel at 200 random points",
    expected: "sums exact, each recipient one revision",
    // Each pause lasts until the next sweep: fewer of them where there are fewer people.
    torment: correctAgainAndAgain((people) => Math.min(200, Math.ceil(people / 30))),
    ses: (people) => ({ ratePerSecond: rateOf(people) }),
    judge: (outcome) => [
      ...nobodyUnknown(outcome),
      ...oneRevision(outcome),
      ...(outcome.notes.get("pauses") === outcome.notes.get("pauses due")
        ? []
        : [`${outcome.notes.get("pauses")} of ${outcome.notes.get("pauses due")} pauses`]),
      ...(outcome.sums.skipped > 0 ? [] : ["the cancel came too late to be seen"]),
    ],
    figures: ({ notes, sums }) => [
      `${notes.get("pauses")} pauses, ${notes.get("revisions")} revisions, ${sums.skipped} left out by the cancel`,
    ],
  },
];

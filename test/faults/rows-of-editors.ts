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
import { nobodyUnknown, until } from "./rows-of-death.ts";
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
  await moves.ask({ newsletterId, id }, { toId, askedAt }, askedAt);
  await moves.keep({ kind: "moving", newsletterId, subscriberId: toId, fromId: id, address: to, at: askedAt });
  for (const end of ["old", "new"] as const)
    await moveSubscriber({ audience, moves, signUps, stampClock }, { newsletterId, subscriberId: id, end, askedAt });
};

const someMove = async (running: Running): Promise<void> => {
  const people = running.world.people.length;
  const moving = running.shuffled(people).slice(0, Math.min(100, Math.round(people / 10)));
  for (const [nth, n] of moving.entries()) {
    await until(running, (0.8 * nth * people) / moving.length);
    if (!running.over) await move(running, n);
  }
};

/** Who moved gets the issue all the same. */
const movedAreSent = ({ history }: RowOutcome): string[] => {
  const left = history.recipients.filter(({ id, state }) => history.movedTo.has(id) && state !== "sent");
  return left.length === 0 ? [] : [`${left.length} of ${history.movedTo.size} who moved get nothing`];
};

/** Pause, mostly a correction, resume: at points by lot, and at the last one the end of it. */
const correctAgainAndAgain =
  (timesFor: (people: number) => number) =>
  async (running: Running): Promise<void> => {
    const { world, chance } = running;
    const { parts } = world;
    const { issueId } = world.world;
    const people = world.people.length;
    const times = timesFor(people);
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
const oneRevision = ({ revisions }: RowOutcome): string[] => {
  const wrong = [...revisions].filter(([, { recorded, subject }]) => recorded !== 1 && subject !== subjectOf(recorded));
  return wrong.length === 0 ? [] : [`${wrong.length} mails of another revision than the ledger says`];
};

export const rowsOfEditors: readonly Row[] = [
  {
    name: "moves",
    fault: "100 address changes during the run",
    expected: "each person once, at one of the two addresses",
    needs: ["moved addresses"],
    torment: someMove,
    judge: (outcome) => [...nobodyUnknown(outcome), ...movedAreSent(outcome)],
    figures: ({ history }) => [`${history.movedTo.size} moved`],
  },
  {
    name: "corrections",
    fault: "pause, correct, resume, cancel at 200 random points",
    expected: "sums exact, each recipient one revision",
    needs: ["pause and correct"],
    revised: true,
    // Each pause lasts until the next sweep: fewer of them where there are fewer people.
    torment: correctAgainAndAgain((people) => Math.min(200, Math.ceil(people / 30))),
    ses: (people) => ({ ratePerSecond: rateOf(people) }),
    judge: (outcome) => [
      ...nobodyUnknown(outcome),
      ...oneRevision(outcome),
      ...(outcome.sums.skipped > 0 ? [] : ["the cancel came too late to be seen"]),
    ],
    figures: ({ notes, sums }) => [
      `${notes.get("pauses")} pauses, ${notes.get("revisions")} revisions, ${sums.skipped} left out by the cancel`,
    ],
  },
];

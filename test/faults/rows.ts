import { setTimeout as sleep } from "node:timers/promises";
import type { Row } from "./row.ts";
import type { RowOutcome, Running } from "./run-row.ts";

/** A batch for each of the two leases that a sender may hold. */
const doubtsPerKill = 50;

/** Kills so many senders, evenly over the sending, each at a random moment. */
export const kill =
  (times: (people: number) => number) =>
  async (running: Running): Promise<void> => {
    const people = running.world.people.length;
    const kills = times(people);
    for (let nth = 0; nth < kills && !running.over; nth++) {
      const from = ((nth + running.chance.next()) * people) / kills;
      while (!running.over && (await running.accepted()) < from) await sleep(20);
      await sleep(40 * running.chance.next());
      if (!running.over) await running.senders.killOne();
    }
  };

const perThousand = (people: number) => Math.max(3, Math.round(people / 1000));

export const nobodyUnknown = ({ unknown }: RowOutcome): string[] => (unknown === 0 ? [] : [`${unknown} unknown`]);
const allSent = ({ sums }: RowOutcome): string[] =>
  sums.sent === sums.audience ? [] : [`${sums.sent} of ${sums.audience} sent`];

/** Those whose outcome was in doubt at some time: settled by an event, tried again, or unknown. */
export const doubted = ({ history }: RowOutcome): number =>
  history.recipients.filter(({ state, reason, try: tries }) => state === "unknown" || reason === "event" || tries > 1)
    .length;

export const rows: readonly Row[] = [
  {
    name: "kills",
    fault: "kill -9 of a random sender, 100 times in 100,000",
    expected: "0 lost, 0 twice; in doubt <= 25 a lease killed; nobody unknown",
    needs: ["events settle"],
    people: (byDefault) => byDefault * 10,
    secondsAtMost: 420,
    torment: kill((people) => Math.max(5, Math.round(people / 1000))),
    judge: (outcome) => [
      ...nobodyUnknown(outcome),
      ...allSent(outcome),
      ...(doubted(outcome) > doubtsPerKill * outcome.kills + outcome.silences ? [`${doubted(outcome)} in doubt`] : []),
    ],
    figures: (outcome) => [`${outcome.kills} kills`, `${doubted(outcome)} in doubt`],
  },
  {
    name: "kills-strict",
    fault: "the same in strict mode, no events",
    expected: "0 twice; the unknown listed by id",
    needs: [],
    strict: true,
    torment: kill(perThousand),
    judge: ({ history, unknown }) =>
      history.recipients.filter(({ state, place }) => state === "unknown" && place !== "").length === unknown
        ? []
        : ["unlisted"],
    figures: ({ kills, unknown }) => [`${kills} kills`, `${unknown} listed`],
  },
  {
    name: "frozen",
    fault: "a sender stopped past its lease, then continued",
    expected: "0 twice; its late writes refused by the fence, its late requests by rule 1 or their signature",
    needs: [],
    strict: true,
    torment: async (running) => {
      const people = running.world.people.length;
      for (let nth = 0; nth < 6 && !running.over; nth++) {
        while (!running.over && (await running.accepted()) < (nth * people) / 7) await sleep(20);
        await running.senders.freezeOne(3_000);
      }
    },
  },
];

import { setTimeout as sleep } from "node:timers/promises";
import { readDeliverability } from "../../functions/delivery/read-deliverability.ts";
import { faultTimes } from "./fault-times.ts";
import type { Row } from "./row.ts";
import { allSent, aThousandth, doubted, kill, nobodyUnknown, sendingSeconds, until } from "./rows-of-death.ts";
import type { RowOutcome } from "./run-row.ts";

const rateOf = (people: number) => Math.max(10, Math.round(people / 60));

const settled = (outcome: RowOutcome): string[] => [...nobodyUnknown(outcome), ...allSent(outcome)];
const doubts = (outcome: RowOutcome): string[] => [`${doubted(outcome)} were in doubt`];

export const rowsOfSes: readonly Row[] = [
  {
    name: "throttled",
    fault: "SES throttles half of the offered rate",
    expected: "0 lost, 0 rejected; time within 15 % of audience / rate",
    needs: ["shared rate"],
    ses: (people) => ({ ratePerSecond: rateOf(people), grantedShare: 0.5 }),
    factor: 5,
    judge: (outcome) => [
      ...settled(outcome),
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
    needs: ["quota resumes"],
    ses: (people) => ({ dailyQuota: Math.round(0.6 * people) }),
    torment: async (running) => {
      await until(running, Math.round(0.6 * running.world.people.length));
      await sleep(4_000);
      running.notes.set("while paused", await running.accepted());
      await running.world.ses.set({ dailyQuota: 10_000_000 });
    },
    judge: (outcome) => [
      ...settled(outcome),
      ...(outcome.notes.get("while paused") === Math.round(0.6 * outcome.people)
        ? []
        : ["it did not stop at the quota"]),
    ],
  },
  {
    name: "500s",
    fault: "5 % of calls answer 500, half of them accepted",
    expected: "0 twice, 0 lost, all settled, never paused for errors",
    needs: ["events settle"],
    faults: [
      { effect: "internal-failure", accepted: true, share: 0.025, seed: "taken" },
      { effect: "internal-failure", accepted: false, share: 0.025, seed: "not taken" },
    ],
    judge: (outcome) => [...settled(outcome), ...(outcome.causes.has("errors") ? ["paused for errors"] : [])],
    figures: doubts,
  },
  {
    name: "hangs",
    fault: "1 % hang after accepting",
    expected: "0 twice, 0 lost, all settled; no call over 10 s",
    needs: ["events settle"],
    faults: [{ effect: "hang", accepted: true, share: 0.01 }],
    judge: (outcome) => [
      ...settled(outcome),
      ...(outcome.longestCallMs > faultTimes(outcome.factor).requestTimeoutMs + 250
        ? [`a call of ${outcome.longestCallMs} ms`]
        : []),
    ],
    figures: (outcome) => [...doubts(outcome), `longest call ${outcome.longestCallMs.toFixed(0)} ms`],
  },
  {
    name: "events-disordered",
    fault: "events 5 % twice, all shuffled, late",
    expected: "report = truth exactly",
    needs: [],
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
    expected: "0 twice: no proof, no resend; what stays in doubt is unknown",
    needs: ["events settle"],
    ses: () => ({ events: { lost: 0.01 } }),
    torment: kill(aThousandth),
    figures: doubts,
  },
  {
    name: "reputation",
    fault: "30 % hard bounces; 0.4 % complaints",
    expected: "paused; nobody bounced is mailed again",
    needs: ["reputation pauses"],
    // Nothing is judged before 1,000 are sent.
    people: (byDefault) => Math.max(byDefault, 3_000),
    ses: (people) => ({ ratePerSecond: people / 30 }),
    addressOf: (n) =>
      n % 10 < 3
        ? `bounce+${n}@simulator.amazonses.com`
        : n % 250 === 3
          ? `complaint+${n}@simulator.amazonses.com`
          : `r${n}@example.com`,
    isOver: ({ causes }) => causes.has("reputation"),
    mayStayOpen: true,
    judge: (outcome) => (outcome.causes.has("reputation") ? [] : ["never paused for reputation"]),
    figures: ({ sums }) => [`paused after ${sums.sent}`],
  },
];

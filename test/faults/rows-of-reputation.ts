import { setTimeout as sleep } from "node:timers/promises";
import { shards } from "../../functions/audience/shard.ts";
import { toInstant } from "../../functions/core/time.ts";
import { planAudience } from "../support/plan-audience.ts";
import { idOf, newsletterId } from "./people.ts";
import { isDelivery } from "./read-history.ts";
import type { Row } from "./row.ts";
import type { RowOutcome, Running } from "./run-row.ts";

const simulated = (name: "bounce" | "complaint", n: number): string => `${name}+${n}@simulator.amazonses.com`;
const isSimulated = (address: string): boolean => address.endsWith("@simulator.amazonses.com");

/** Waits for the pause, looks whether it stops the sending, and who would get the next issue. */
const stopAndPlanAgain = async (running: Running): Promise<void> => {
  const { world, notes, causes } = running;
  while (!running.over && !causes.has("reputation")) await sleep(100);
  // What is under way, and a look of a sender that is remembered.
  await sleep(1_000);
  const offered = await running.offered();
  await sleep((2.2 * 60_000) / world.world.factor);
  notes.set("asked while paused", (await running.offered()) - offered);
  const left = await leftOut(running);
  notes.set("bounced or complained", left.due).set("mailed again", left.planned).set("looked", 1);
};

/** Of everybody whose mail came back: how many are, and how many of them the next issue is planned for. */
const leftOut = async ({ world }: Running): Promise<{ due: number; planned: number }> => {
  const came = (await world.ses.accepted()).filter(isDelivery).flatMap(({ recipients }) => recipients);
  const due = new Set(came.filter(isSimulated).map(idOf));
  const next = "flashbulb-20261031T0600Z";
  const frozenAt = toInstant(Date.now());
  await planAudience(world.parts, { newsletterId, issueId: next, frozenAt });
  let planned = 0;
  for (const shard of shards)
    for await (const { recipients } of world.parts.deliveries.manifests(next, shard))
      planned += recipients.filter(({ id }) => due.has(id)).length;
  return { due: due.size, planned };
};

const problems = ({ causes, notes, sums }: RowOutcome): string[] => {
  const asked = notes.get("asked while paused");
  return [
    ...(causes.has("reputation") ? [] : ["never paused for reputation"]),
    ...(asked === 0 ? [] : [`${asked} asked for while paused`]),
    ...(sums.open > 0 ? [] : ["nobody was left to be sent"]),
    ...((notes.get("bounced or complained") ?? 0) > 0 ? [] : ["nothing came back"]),
    ...(notes.get("mailed again") === 0 ? [] : [`${notes.get("mailed again")} would be mailed again`]),
  ];
};

const common = {
  expected: "paused; nobody of them is mailed again",
  // Nothing is judged before 1,000 are sent.
  people: (byDefault) => Math.max(byDefault, 3_000),
  ses: (people) => ({ ratePerSecond: people / 20 }),
  torment: stopAndPlanAgain,
  isOver: ({ notes }) => notes.has("looked"),
  mayStayOpen: true,
  judge: problems,
  figures: ({ sums, notes }) => [`paused after ${sums.sent}, ${notes.get("bounced or complained")} came back`],
} satisfies Partial<Row>;

export const rowsOfReputation: readonly Row[] = [
  {
    ...common,
    name: "bounces",
    fault: "30 % hard bounces",
    addressOf: (n) => (n % 10 < 3 ? simulated("bounce", n) : `r${n}@example.com`),
  },
  {
    ...common,
    name: "complaints",
    fault: "0.4 % complaints",
    addressOf: (n) => (n % 250 === 3 ? simulated("complaint", n) : `r${n}@example.com`),
  },
];

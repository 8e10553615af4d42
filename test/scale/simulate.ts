import { parseArgs } from "node:util";
import { billOf } from "./prices.ts";
import { project } from "./project.ts";
import { simulateSending } from "./simulate-sending.ts";

/**
 * `npm run simulate`: an issue for ten million, at several rates. A part of it is sent in simulated time by the program
 * itself; the rest takes as much for each recipient and for each minute.
 */
const { values } = parseArgs({
  options: {
    recipients: { type: "string", default: "10000000" },
    /** So many are sent by the program itself; by default ten seconds' worth, and no fewer than 12,000. */
    sample: { type: "string" },
    rates: { type: "string", default: "14,100,500,5000" },
    seed: { type: "string", default: "1" },
  },
});
const people = Number(values.recipients);
const mostWritesEach = 0.1;
const mostDollars = 3;

console.log(
  `${people.toLocaleString("en")} recipients; dollars without SES, of which a million mails are 100. The store is the embedded engine, its capacity as it counts it`,
);
for (const ratePerSecond of values.rates.split(",").map(Number)) {
  const began = performance.now();
  const sample = Math.min(people, Number(values.sample ?? Math.max(12_000, 10 * ratePerSecond)));
  const done = await simulateSending({ people: sample, ratePerSecond, seed: Number(values.seed) });
  const { seconds, usage, writesEach, evidenceWritesEach } = project(done, { people, ratePerSecond });
  const bill = billOf(usage);
  const perMillion = (bill.all / people) * 1e6;
  const dollars = Object.entries(bill).map(([service, cost]) => `${service} ${cost.toFixed(2)}`);
  console.log(
    [
      `${ratePerSecond}/s`,
      spanOf(seconds),
      `${(done.rateUsed * 100).toFixed(1)} % of the rate`,
      `${done.busyWorkers.toFixed(1)} of ${done.workers} functions busy`,
      `${((people * done.accepted) / sample).toLocaleString("en")} requests to SES`,
      `${writesEach.toFixed(4)} store writes a recipient, ${evidenceWritesEach.toFixed(4)} for evidence`,
      `$ ${dollars.join(", ")}`,
      `$ ${perMillion.toFixed(2)} a million`,
      `${sample.toLocaleString("en")} simulated in ${((performance.now() - began) / 1000).toFixed(0)} s`,
    ].join("; "),
  );
  const problems = [
    ...(done.failures.length > 0 ? [`${done.failures.length} failures, such as ${String(done.failures[0])}`] : []),
    ...(done.accepted === sample ? [] : [`${done.accepted} of ${sample} mails`]),
    ...(writesEach <= mostWritesEach ? [] : [`more than ${mostWritesEach} store writes a recipient`]),
    ...(perMillion <= mostDollars ? [] : [`more than $ ${mostDollars} a million`]),
  ];
  for (const problem of problems) console.log(`  NOT SO: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
process.exit();

function spanOf(seconds: number): string {
  const hours = seconds / 3600;
  if (hours >= 48) return `${(hours / 24).toFixed(1)} days`;
  return hours >= 1 ? `${hours.toFixed(1)} hours` : `${(seconds / 60).toFixed(1)} minutes`;
}

import { parseArgs } from "node:util";
import { memory, sendersFor } from "../../infra/numbers.ts";
import { billOf } from "./prices.ts";
import { simulateSending } from "./simulate-sending.ts";

const { values } = parseArgs({
  options: {
    recipients: { type: "string", default: "10000000" },
    rates: { type: "string", default: "14,100,500,5000" },
    seed: { type: "string", default: "1" },
  },
});
const people = Number(values.recipients);

console.log(
  `${people.toLocaleString("en")} recipients, simulated; dollars without SES, of which a million mails are 100`,
);
for (const ratePerSecond of values.rates.split(",").map(Number)) {
  const workers = sendersFor(ratePerSecond);
  const began = performance.now();
  const done = await simulateSending({
    people,
    ratePerSecond,
    workers,
    workerMegabytes: memory.work,
    seed: Number(values.seed),
  });
  const bill = billOf(done.usage);
  const perMillion = (bill.all / people) * 1e6;
  const dollars = Object.entries(bill).map(([service, cost]) => `${service} ${cost.toFixed(2)}`);
  console.log(
    [
      `${ratePerSecond}/s`,
      spanOf(done.seconds),
      `${(done.rateUsed * 100).toFixed(1)} % of the rate`,
      `${done.busyWorkers.toFixed(1)} of ${workers} workers busy`,
      `${done.sesRequests.toLocaleString("en")} requests to SES`,
      `${done.storeWritesPerRecipient.toFixed(3)} store writes a recipient`,
      `$ ${dollars.join(", ")}`,
      `$ ${perMillion.toFixed(2)} a million`,
      `simulated in ${((performance.now() - began) / 1000).toFixed(0)} s`,
    ].join("; "),
  );
}

function spanOf(seconds: number): string {
  const hours = seconds / 3600;
  if (hours >= 48) return `${(hours / 24).toFixed(1)} days`;
  return hours >= 1 ? `${hours.toFixed(1)} hours` : `${(seconds / 60).toFixed(1)} minutes`;
}

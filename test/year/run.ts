import { parseArgs } from "node:util";
import { toInstant } from "../../functions/core/time.ts";
import { auditOf } from "./audit.ts";
import { simulateYear } from "./simulate-year.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    days: { type: "string", default: "365" },
    from: { type: "string" },
  },
});
const { from } = values;
const options = { seed: Number(values.seed), days: Number(values.days), ...(from && { from: toInstant(from) }) };

const began = performance.now();
const year = await simulateYear(options);
const rows = auditOf(year);

console.table(
  rows.map(({ wrong: _, newsletter, zone, latestHours, ...counts }) => ({
    newsletter,
    zone,
    ...counts,
    latestHours: Number(latestHours.toFixed(2)),
  })),
);
console.table(rows.map(({ newsletter, wrong }) => ({ newsletter, ...wrong })));
const { ticks, timeline, failures } = year;
const { asked } = year;
const jumped = timeline.jumps.filter(({ by }) => by > 0).length;
console.log(
  `seed ${options.seed}, ${options.days} days: ${ticks.run} ticks, ${ticks.twice} of them twice at once; ${ticks.lost} lost in ` +
    `${timeline.outages.length} outages; the clock ahead ${jumped} times and behind ${timeline.jumps.length - jumped} times; ` +
    `feeds asked ${asked.feeds} times, ${asked.unchanged} of them unchanged, ${asked.failed} failed; ${asked.pages} pages looked at; ` +
    `${((performance.now() - began) / 1000).toFixed(0)} s`,
);
for (const failure of failures) console.error(failure);
const wrong = rows.flatMap((row) => Object.values(row.wrong)).reduce((sum, count) => sum + count, failures.length);
console.log(
  wrong === 0 ? "as promised: one issue a window, nothing twice, nothing forgotten" : `${wrong} broken promises`,
);
process.exitCode = wrong === 0 ? 0 : 1;

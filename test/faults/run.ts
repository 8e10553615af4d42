import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { controls } from "./controls.ts";
import { built } from "./features.ts";
import { bundleRoles } from "./roles.ts";
import type { Control, Row } from "./row.ts";
import { rows } from "./rows.ts";
import { type RowOutcome, runRow } from "./run-row.ts";
import type { EngineName } from "./world.ts";

const { values } = parseArgs({
  options: {
    row: { type: "string", multiple: true },
    seeds: { type: "string", default: "1" },
    recipients: { type: "string" },
    full: { type: "boolean", default: false },
    engine: { type: "string", default: "dynalite" },
  },
});
const engine = values.engine as EngineName;
if (engine !== "dynalite" && engine !== "dynoxide") throw new Error("--engine is dynalite or dynoxide");
const byDefault = Number(values.recipients ?? (values.full ? 100_000 : 10_000));

const table: (Row | Control)[] = [...rows, ...controls];
const unknown = values.row?.filter((name) => !table.some((row) => row.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`no such row: ${unknown.join(", ")}; there are ${table.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
const chosen = table.filter(({ name }) => values.row?.includes(name) ?? true);

const folder = await mkdtemp(join(tmpdir(), "tearsheet-faults-"));
const scriptOf = await bundleRoles(folder);
const began = performance.now();
const sums = { lost: 0, twice: 0, unknown: 0 };
let bad = 0;

for (let seed = 1; seed <= Number(values.seeds); seed++)
  for (const row of chosen) {
    const missing = row.needs.filter((feature) => !built.has(feature));
    if (missing.length > 0) {
      bad++;
      console.log(`NOT BUILT  ${row.name}: ${missing.join(", ")}`);
      continue;
    }
    const people = values.full ? byDefault : (row.people?.(byDefault) ?? byDefault);
    try {
      const outcome = await runRow(row, { engine, seed, people, scriptOf });
      if (!tell(row, outcome)) bad++;
      if (!row.breaks) {
        sums.lost += outcome.lost;
        sums.twice += outcome.twice;
        if (!row.strict) sums.unknown += outcome.unknown;
      }
    } catch (error) {
      bad++;
      console.log(`FAILED     ${row.name}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
await rm(folder, { recursive: true, force: true });
console.log(
  `${sums.lost} lost, ${sums.twice} twice, ${sums.unknown} unknown; ${bad === 0 ? "all as expected" : `${bad} not as expected`}; ` +
    `${((performance.now() - began) / 1000).toFixed(0)} s on ${engine}`,
);
process.exit(bad === 0 ? 0 : 1);

function tell(row: Row | Control, outcome: RowOutcome): boolean {
  const { breaches, seconds, sums: all, timedOut, complaints } = outcome;
  const isControl = "caughtBy" in row;
  const wrong = isControl
    ? row.caughtBy.some((invariant) => breaches.some((each) => each.invariant === invariant))
      ? []
      : ["not caught"]
    : [
        ...breaches.map(({ invariant, count, example }) => `${invariant} × ${count}: ${example}`),
        ...(row.judge?.(outcome) ?? []),
        ...(timedOut ? ["not settled in time"] : []),
        ...complaints.slice(0, 1).map((each) => `a process ended by itself: ${each.slice(-900)}`),
      ];
  const caught = isControl ? breaches.map(({ invariant, count }) => `${invariant} × ${count}`) : [];
  const figures = [
    `${all.audience} planned: ${all.sent} sent, ${all.rejected} rejected, ${all.skipped} skipped, ${all.unknown} unknown, ${all.open} open`,
    `${outcome.lost} lost, ${outcome.twice} twice`,
    ...(row.figures?.(outcome) ?? []),
    ...(outcome.silences > 0 ? [`${outcome.silences} without an answer`] : []),
    ...(outcome.struck > 0 ? [`${outcome.struck} faults`] : []),
    ...caught,
    `${seconds.toFixed(1)} s`,
  ];
  console.log(
    `${wrong.length === 0 ? (isControl ? "caught    " : "as expected") : "NOT SO    "} ${row.name}: ${figures.join("; ")}`,
  );
  for (const each of wrong) console.log(`           ${each}`);
  return wrong.length === 0;
}

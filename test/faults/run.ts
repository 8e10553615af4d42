import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { controls } from "./controls.ts";
import { bundleRoles } from "./roles.ts";
import type { Control, Row } from "./row.ts";
import { rowReport, unknownLine } from "./row-report.ts";
import { rows } from "./rows.ts";
import { runRow } from "./run-row.ts";
import { takingTurns } from "./taking-turns.ts";

const { values } = parseArgs({
  options: {
    row: { type: "string", multiple: true },
    /** So many, from 1 on; or those that are named. */
    seeds: { type: "string", default: "1" },
    seed: { type: "string", multiple: true },
    recipients: { type: "string" },
    full: { type: "boolean", default: false },
    factor: { type: "string", default: "20" },
    engine: { type: "string", default: "dynalite" },
  },
});
const { engine } = values;
if (engine !== "dynalite" && engine !== "dynoxide") throw new Error("--engine is dynalite or dynoxide");
/** `--full`: ten thousand a row, and a hundred thousand for those that have ten times as many. */
const byDefault = Number(values.recipients ?? (values.full ? 10_000 : 1_500));

/** The controls first: who waits longest is among them, and others send meanwhile. */
const table: (Row | Control)[] = [...controls, ...rows];
const unknownNames = values.row?.filter((name) => !table.some((row) => row.name === name)) ?? [];
if (unknownNames.length > 0) {
  console.error(`no such row: ${unknownNames.join(", ")}; there are ${table.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
const isAsked = ({ name }: Row): boolean => values.row?.includes(name) ?? true;
const chosen = table.filter(isAsked);

const folder = await mkdtemp(join(tmpdir(), "tearsheet-faults-"));
const scriptOf = await bundleRoles(folder);
const began = performance.now();
const sums = { lost: 0, twice: 0, unknown: 0, unknownTaken: 0 };
const ofStrict = { unknown: 0, unknownTaken: 0 };
let asExpected = true;

const tell = (line: string, wrong: readonly string[]) => {
  console.log(line);
  for (const each of wrong) console.log(`            ${each}`);
  if (wrong.length > 0) asExpected = false;
};

const seeds = values.seed?.map(Number) ?? Array.from({ length: Number(values.seeds) }, (_, n) => n + 1);

const runOne = async (row: Row | Control, seed: number): Promise<void> => {
  const people = row.people?.(byDefault) ?? byDefault;
  try {
    const outcome = await runRow(row, { engine, seed, people, scriptOf, turn, factor: Number(values.factor) });
    const { line, wrong } = rowReport(row, outcome);
    tell(seeds.length > 1 ? `${line}; seed ${seed}` : line, wrong);
    if (row.breaks) return;
    sums.lost += outcome.lost;
    sums.twice += outcome.twice;
    const counted = row.strict ? ofStrict : sums;
    counted.unknown += outcome.unknown;
    counted.unknownTaken += outcome.unknownTaken;
  } catch (error) {
    tell(`FAILED      ${row.name}`, [error instanceof Error ? String(error.stack) : String(error)]);
  }
};

// One row at a time sends; three more may be waiting for what only time settles.
const turn = takingTurns(1);
const alive = takingTurns(4);
await Promise.all(
  seeds.flatMap((seed) =>
    chosen.map(async (row) => {
      await alive.take();
      await runOne(row, seed).finally(alive.give);
    }),
  ),
);
await rm(folder, { recursive: true, force: true });
const { lost, twice } = sums;
console.log(
  `${lost} lost, ${twice} twice, ${unknownLine(sums)}; in strict mode ${unknownLine(ofStrict)}; ${asExpected ? "all as expected" : "not as expected"}; ` +
    `${((performance.now() - began) / 1000).toFixed(0)} s on ${engine}`,
);
process.exit(asExpected ? 0 : 1);

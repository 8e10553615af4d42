import { readdir } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";

/** What one benchmark file exports: it prints its own lines, each figure beside something measured in the same run. */
export type Bench = (print: (line: string) => void, flags: BenchFlags) => Promise<void>;
export type BenchFlags = { posts: number; rows: number };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { posts: { type: "string", default: "100000" }, rows: { type: "string", default: "50000" } },
});
const flags: BenchFlags = { posts: Number(values.posts), rows: Number(values.rows) };

const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".bench.ts")).toSorted();
const names = files.map((name) => name.replace(".bench.ts", ""));
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(", ")}; there are ${names.join(", ")}`);
  process.exit(2);
}

console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load shared: ratios count`);
for (const name of positionals.length > 0 ? positionals : names) {
  const { bench } = (await import(`./${name}.bench.ts`)) as { bench: Bench };
  console.log(`\n${name}`);
  await bench((line) => console.log(`  ${line}`), flags);
}

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { deliveryTable } from "../../functions/delivery/table.ts";
import { mailTable } from "../../functions/mail/table.ts";
import { openStoreEngine } from "../../local/store-engine.ts";
import { prefix, region } from "../faults/parts.ts";
import { storeEngines } from "../support/store.ts";
import type { SumsSeen, Timed } from "./sweep-process.ts";

/** What people wait for who look at an issue that `--rows` were sent: its sums, and what became of the mails. */
export const bench = async (print: (line: string) => void, { rows }: { rows: number }): Promise<void> => {
  // The last engine is the quickest, and has a process of its own.
  const store = storeEngines.at(-1) as (typeof storeEngines)[number];
  const engine = await store.open([]);
  const service = { kind: "endpoint", url: engine.endpoint } as const;
  const made = await openStoreEngine({ service, tables: [deliveryTable, mailTable], prefix, region });
  try {
    const ask = async (mode: "fill-claims" | "sum"): Promise<SumsSeen> => {
      const script = join(import.meta.dirname, "sweep-process.ts");
      const { stdout } = await promisify(execFile)(process.execPath, [script, engine.endpoint, String(rows), mode]);
      return JSON.parse(stdout);
    };
    await ask("fill-claims");
    const { sums, reported, idleMegabytes, megabytes } = await ask("sum");
    print(`${rows.toLocaleString("en")} recipients on ${store.name}, read ${sums.length} times by one process`);
    print(`the sums: ${shown(sums)}`);
    print(`what became of the mails: ${shown(reported)}`);
    print(`${idleMegabytes.toFixed(0)} MB before, ${megabytes.toFixed(0)} MB at most`);
  } finally {
    await made.close();
    await engine.close();
  }
};

const shown = (times: readonly Timed[]): string =>
  `${times.map(({ ms }) => ms.toFixed(0)).join(", ")} ms; of its own processor ${times.map(({ cpuMs }) => cpuMs.toFixed(0)).join(", ")} ms`;

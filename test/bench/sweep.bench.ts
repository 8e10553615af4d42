import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { deliveryTable } from "../../functions/delivery/table.ts";
import { mailTable } from "../../functions/mail/table.ts";
import { openStoreEngine } from "../../local/store-engine.ts";
import { prefix, region } from "../faults/parts.ts";
import { storeEngines } from "../support/store.ts";
import type { SweepSeen } from "./sweep-process.ts";

const words = {
  plan: "reading the plan",
  first: "a first look",
  again: "the next",
  sums: "the sums",
  reported: "what was reported",
};

/** What a sweep of a large issue takes, half of which is sent: of one for a thousand, and of one for `--rows`. */
export const bench = async (print: (line: string) => void, { rows }: { rows: number }): Promise<void> => {
  for (const people of [1_000, rows]) {
    // The last engine is the quickest, and has a process of its own.
    const store = storeEngines.at(-1) as (typeof storeEngines)[number];
    const engine = await store.open([]);
    const service = { kind: "endpoint", url: engine.endpoint } as const;
    const made = await openStoreEngine({ service, tables: [deliveryTable, mailTable], prefix, region });
    try {
      const ask = async (mode: "fill" | "look"): Promise<SweepSeen> => {
        const script = join(import.meta.dirname, "sweep-process.ts");
        const { stdout } = await promisify(execFile)(process.execPath, [script, engine.endpoint, String(people), mode]);
        return JSON.parse(stdout);
      };
      await ask("fill");
      const seen = await ask("look");
      const shown = (["plan", "first", "again", "sums", "reported"] as const).map(
        (name) => `${words[name]} ${seen[name].ms.toFixed(0)} ms (${seen[name].cpuMs.toFixed(0)} ms of processor)`,
      );
      print(
        `${people.toLocaleString("en")} recipients on ${store.name}: ${shown.join(", ")}; ` +
          `${seen.idleMegabytes.toFixed(0)} MB before and ${seen.megabytes.toFixed(0)} MB at most in a sweep`,
      );
    } finally {
      await made.close();
      await engine.close();
    }
  }
};

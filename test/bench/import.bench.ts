import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { audienceTable } from "../../functions/audience/table.ts";
import { storeEngines } from "../support/store.ts";

type Run = { rows: number; outcomes: [string, number][]; seconds: number; peakMegabytes: number };

/** A list as Mailchimp exports it: read only, taken in, and taken in again; beside them a process that reads three rows. */
export const bench = async (print: (line: string) => void, { rows }: { rows: number }): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "import-"));
  // The last engine is the quickest, and has a process of its own.
  const store = storeEngines.at(-1) as (typeof storeEngines)[number];
  const engine = await store.open([audienceTable]);
  const importing = async (path: string, mode: "dry-run" | "import"): Promise<Run> => {
    const script = join(import.meta.dirname, "import-process.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [script, path, engine.endpoint, mode]);
    return JSON.parse(stdout);
  };
  try {
    const few = await aListOf(3, join(folder, "subscribed_export_few.csv"));
    const many = await aListOf(rows, join(folder, "subscribed_export_many.csv"));
    const megabytes = ((await stat(many)).size / 1e6).toFixed(0);
    const idle = await importing(few, "dry-run");
    print(`on ${store.name}, three rows: peak ${idle.peakMegabytes.toFixed(0)} MB`);
    for (const [name, mode] of [
      ["dry run", "dry-run"],
      ["import", "import"],
      ["again", "import"],
    ] as const) {
      const run = await importing(many, mode);
      if (run.rows !== rows) throw new Error(`${run.rows} rows were read of ${rows}`);
      const speed = Math.round(rows / run.seconds).toLocaleString("en");
      print(
        `${name}, ${rows.toLocaleString("en")} rows (${megabytes} MB): ${run.seconds.toFixed(1)} s, ${speed} rows/s, ` +
          `peak ${run.peakMegabytes.toFixed(0)} MB; ${run.outcomes.map((each) => each.join(" ")).join(", ")}`,
      );
    }
  } finally {
    await engine.close();
    await rm(folder, { recursive: true });
  }
};

const aListOf = async (rows: number, path: string): Promise<string> => {
  const file = createWriteStream(path);
  file.write(
    "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LEID,EUID,NOTES\n",
  );
  for (let row = 0; row < rows; row++) {
    const ip = `203.0.113.${row % 250}`;
    const times = `"2019-04-05 06:07:08",${ip},"2019-04-05 06:10:00",${ip}`;
    const line = `Reader.${row}@mail${row % 97}.example.com,Zoë,"van der Lund, ${row}",2,${times},${row},${row},"a note\nof two lines"\n`;
    if (!file.write(line)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
  return path;
};

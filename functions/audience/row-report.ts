import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { stringify } from "csv-stringify/sync";
import { InvalidInput } from "../core/errors.ts";
import type { RowResult } from "./import-summary.ts";

export type RowReport = { write(rows: readonly RowResult[]): Promise<void>; close(): Promise<void> };

/** A CSV of what became of every row, written as it comes; a file that is there already is not overwritten. */
export const rowReport = async (path: string): Promise<RowReport> => {
  const stream = createWriteStream(path, { flags: "wx" });
  await once(stream, "open").catch((error: unknown) => {
    throw new InvalidInput("the report cannot be written: is there a file already?", { cause: error });
  });
  stream.write("file,line,id,outcome,reason\n");
  return {
    async write(rows) {
      const cells = rows.map(({ file, line, id = "", outcome, reason = "" }) => [file, line, id, outcome, reason]);
      if (!stream.write(stringify(cells, { escape_formulas: true }))) await once(stream, "drain");
    },
    async close() {
      stream.end();
      await once(stream, "finish");
    },
  };
};

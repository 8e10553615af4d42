import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { stringify } from "csv-stringify/sync";
import { InvalidInput } from "../core/errors.ts";
import type { RowResult } from "./import-summary.ts";

export type RowReport = { write(rows: readonly RowResult[]): Promise<void>; close(): Promise<void> };

const unwritable: Readonly<Record<string, string>> = {
  EEXIST: "there is such a file already, and it is not written over",
  ENOENT: "its folder does not exist",
  EACCES: "its folder may not be written to",
};

/** A CSV of what became of every row, written as it comes; a file that is there already is not overwritten. */
export const rowReport = async (path: string): Promise<RowReport> => {
  const stream = createWriteStream(path, { flags: "wx" });
  await once(stream, "open").catch((error: NodeJS.ErrnoException) => {
    const why = unwritable[error.code ?? ""] ?? error.code ?? "unknown";
    throw new InvalidInput(`the report cannot be written: ${why}; nothing was changed`, { cause: error });
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

import { parse } from "csv-parse/sync";
import { InvalidInput } from "../core/errors.ts";
import type { Instant } from "../core/time.ts";
import { decodedList } from "./decode-list.ts";
import { listColumns, listDelimiter } from "./list-columns.ts";
import { type ListReading, type ListRow, listRow } from "./list-row.ts";
import { type SaidState, type UnsaidState, wholeState } from "./list-state.ts";
import type { ListFile } from "./open-lists.ts";
import { type SplitRecord, splitRecords } from "./split-records.ts";

/** A row by the number of its line, or why the line is none. */
export type ReadRow = { line: number; row: ListRow } | { line: number; broken: "open-quote" | "too-long" };

export type ReadList =
  | { ok: true; columns: ListReading; rows: AsyncGenerator<ReadRow[], void, undefined> }
  /** `no-address`: no column of addresses. */
  | { ok: false; reason: "empty" }
  | { ok: false; reason: "no-address" }
  | UnsaidState;

/** Reads a list as a stream; `state` is what whoever brings it says of it. */
export const readList = async (
  file: ListFile,
  { state: said, now }: { state?: SaidState | undefined; now: Instant },
): Promise<ReadList> => {
  let delimiter = ",";
  const batches = splitRecords(decodedList(file), (line) => {
    delimiter = listDelimiter(line);
    return delimiter;
  });
  const split = flat(batches);
  const first = await firstRecord(split);
  if (!first) return { ok: false, reason: "empty" };
  const [cells = []] = cellsOf([first.text], delimiter);
  const understood = listColumns(cells);
  if (!understood) return { ok: false, reason: "no-address" };
  const whole = wholeState(understood, file, said);
  if (!whole.ok) return whole;
  const columns = { ...understood, state: whole.state };
  return { ok: true, columns, rows: rowsOf(split, columns.hasHeader ? undefined : first, columns, delimiter, now) };
};

type Split = { next(): Promise<SplitRecord | undefined>; batch(most: number): Promise<SplitRecord[]> };

/** The records one by one, or so many at once. */
const flat = (batches: AsyncGenerator<SplitRecord[], void, undefined>): Split => {
  let held: SplitRecord[] = [];
  let at = 0;
  const fill = async (): Promise<boolean> => {
    while (at === held.length) {
      const { value, done } = await batches.next();
      if (done) return false;
      held = value;
      at = 0;
    }
    return true;
  };
  return {
    next: async () => ((await fill()) ? held[at++] : undefined),
    async batch(most) {
      const taken: SplitRecord[] = [];
      while (taken.length < most && (await fill())) {
        const some = held.slice(at, at + most - taken.length);
        taken.push(...some);
        at += some.length;
      }
      return taken;
    },
  };
};

/** The first record that is no note to Excel about the separator. */
const firstRecord = async (split: Split): Promise<{ line: number; text: string } | undefined> => {
  for (;;) {
    const record = await split.next();
    if (!record) return undefined;
    if ("broken" in record)
      throw new InvalidInput(`line ${record.line} is no header: it has a quote that is not closed`);
    if (!/^"?sep=.?.?"?$/i.test(record.text.trim())) return record;
  }
};

const rowsAtATime = 200;

async function* rowsOf(
  split: Split,
  first: { line: number; text: string } | undefined,
  columns: ListReading,
  delimiter: string,
  now: Instant,
): AsyncGenerator<ReadRow[], void, undefined> {
  let batch: SplitRecord[] = first ? [first] : await split.batch(rowsAtATime);
  for (; batch.length > 0; batch = await split.batch(rowsAtATime)) {
    const texts = batch.flatMap((record) => ("text" in record ? [record.text] : []));
    const cells = cellsOf(texts, delimiter).values();
    yield batch.map((record): ReadRow => {
      if ("broken" in record) return record;
      return { line: record.line, row: listRow(columns, cells.next().value ?? [], now) };
    });
  }
}

const cellsOf = (records: readonly string[], delimiter: string): string[][] => {
  const cells = parse(records.join("\n"), {
    delimiter,
    record_delimiter: "\n",
    relax_quotes: true,
    relax_column_count: true,
  });
  if (cells.length !== records.length) throw new Error("a record of the list was split in two ways");
  return cells;
};

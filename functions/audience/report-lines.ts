import { stringify } from "csv-stringify/sync";
import { type ReportName, type ReportStore, rowsInPage } from "./import-report.ts";

/** A file of a report has so many rows: as many as an answer of one function can hold. */
export const rowsInReportFile = 25_000;

/** The rows of a report after row `after`, at most as many as a file has, as lines of CSV. */
export async function* reportLines(
  { reports }: { reports: Pick<ReportStore, "after"> },
  name: ReportName,
  after: number,
): AsyncGenerator<string, void, undefined> {
  yield "row,file,line,outcome,reason";
  const first = after - (after % rowsInPage);
  const starts = Array.from({ length: rowsInReportFile / rowsInPage }, (_, page) => first + page * rowsInPage);
  for (let at = 0; at < starts.length; at += pagesAtATime) {
    const pages = starts.slice(at, at + pagesAtATime).map((start) => reports.after(name, Math.max(start, after)));
    for (const rows of await Promise.all(pages)) {
      const cells = rows.map(({ row, file, line, outcome, reason = "" }) => [row, file, line, outcome, reason]);
      if (cells.length > 0) yield stringify(cells, { escape_formulas: true }).trimEnd();
    }
  }
}

const pagesAtATime = 5;

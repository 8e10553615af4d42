import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nothingRead } from "../../functions/audience/import-order.ts";
import { type ReportName, type ReportStore, reportStore } from "../../functions/audience/import-report.ts";
import type { RowResult } from "../../functions/audience/import-summary.ts";
import { reportLines, rowsInReportFile } from "../../functions/audience/report-lines.ts";
import { folderFiles } from "../../local/files.ts";
import { at } from "../support/audience.ts";

let folder: string;
let reports: ReportStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "report-"));
  reports = reportStore(folderFiles(folder));
});
afterAll(() => rm(folder, { recursive: true }));

const results = (from: number, to: number, outcome: RowResult["outcome"]): RowResult[] =>
  Array.from({ length: to - from }, (_, index) => ({ file: "a.csv", line: from + index + 2, id: "x", outcome }));
const lines = async (name: ReportName, after: number) => {
  const all: string[] = [];
  for await (const text of reportLines({ reports }, name, after)) all.push(...text.split("\n"));
  return all;
};

describe("the report of a list", () => {
  const name: ReportName = { newsletterId: "flashbulb", id: "one", part: "taken" };

  it("has every row once, in order, and goes on behind rows that nobody had the time to write down", async () => {
    await reports.append(name, 0, results(0, 700, "added"));
    await reports.append(name, 700, results(700, 2300, "unsubscribed"));
    await reports.append(name, 2500, [{ file: "=b.csv", line: 2, outcome: "refused", reason: "no address" }]);
    const all = await lines(name, 0);
    expect(all.slice(1).map((line) => Number(line.split(",")[0]))).toEqual([
      ...Array.from({ length: 2300 }, (_, index) => index + 1),
      2501,
    ]);
    expect([all[0], all[1], all[701], all.at(-1)]).toEqual([
      "row,file,line,outcome,reason",
      "1,a.csv,2,added,",
      "701,a.csv,702,unsubscribed,",
      "2501,'=b.csv,2,refused,no address",
    ]);
    expect((await lines(name, 2298)).slice(1).map((line) => line.split(",")[0])).toEqual(["2299", "2300", "2501"]);
  });

  it("is cut into files that one answer can hold", async () => {
    const long: ReportName = { ...name, id: "long" };
    await reports.append(long, 0, results(0, rowsInReportFile + 1, "added"));
    expect(await lines(long, 0)).toHaveLength(rowsInReportFile + 1);
    expect((await lines(long, rowsInReportFile)).at(-1)).toBe(
      `${rowsInReportFile + 1},a.csv,${rowsInReportFile + 2},added,`,
    );
  });

  it("is gone when it is deleted", async () => {
    const order = {
      ...{ newsletterId: "flashbulb", id: "one", file: "a.csv", bytes: 1, by: "x", at },
      step: "done" as const,
    };
    await reports.delete({ ...order, look: nothingRead, taken: { ...nothingRead, rows: 2501 } });
    expect(await lines(name, 0)).toHaveLength(1);
  });
});

import * as z from "zod";
import type { Files } from "../core/files.ts";
import type { ImportOrder } from "./import-order.ts";
import type { RowResult } from "./import-summary.ts";

/** What became of a row: by its number in the whole list, by its file and line there, and never by who it is about. */
export const reportRowSchema = z.object({
  row: z.int(),
  file: z.string(),
  line: z.int(),
  outcome: z.string(),
  reason: z.string().optional(),
});
export type ReportRow = z.infer<typeof reportRowSchema>;

/** A report: of a list, when it was looked at or when it was taken in. */
export type ReportName = Pick<ImportOrder, "newsletterId" | "id"> & { part: "look" | "taken" };

/** So many rows are a file, that none of them is long and a list of any length has its report. */
export const rowsInPage = 1000;
const pageOf = (row: number): number => Math.floor((row - 1) / rowsInPage);

const keyOf = ({ newsletterId, id, part }: ReportName, page: number): string =>
  `reports/${newsletterId}/${id}/${part}/${page}`;

export type ReportStore = ReturnType<typeof reportStore>;

/** What became of every row of a list, in files beside it. */
export const reportStore = (files: Pick<Files, "get" | "put" | "delete">) => {
  const page = async (name: ReportName, number: number): Promise<ReportRow[]> => {
    const found = await files.get(keyOf(name, number));
    return found ? z.array(reportRowSchema).parse(JSON.parse(new TextDecoder().decode(found.bytes))) : [];
  };
  return {
    /** At most a thousand rows after row `after`; none where there is no report, or no longer. */
    async after(name: ReportName, after: number): Promise<ReportRow[]> {
      return (await page(name, pageOf(after + 1))).filter(({ row }) => row > after);
    },

    /** Writes down what became of the rows that follow row `after`, by whoever has counted them. */
    async append(name: ReportName, after: number, results: readonly RowResult[]): Promise<void> {
      const rows = results.map(
        ({ file, line, outcome, reason }, index): ReportRow => ({
          ...{ row: after + index + 1, file, line, outcome },
          ...(reason && { reason }),
        }),
      );
      for (const [number, some] of Map.groupBy(rows, ({ row }) => pageOf(row))) {
        const isBegun = number === pageOf(after + 1) && after % rowsInPage > 0;
        const before = isBegun ? await page(name, number) : [];
        const text = JSON.stringify([...before, ...some]);
        await files.put(keyOf(name, number), new TextEncoder().encode(text), "application/json");
      }
    },

    async delete({ newsletterId, id, look, taken }: ImportOrder): Promise<void> {
      for (const [part, { rows }] of [
        ["look", look],
        ["taken", taken],
      ] as const)
        for (let number = 0; number * rowsInPage < rows; number++)
          await files.delete(keyOf({ newsletterId, id, part }, number));
    },
  };
};

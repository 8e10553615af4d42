import * as z from "zod";
import { addMilliseconds, day, type Instant, instantSchema } from "../core/time.ts";

export const exportFormats = ["csv", "json"] as const;
export type ExportFormat = (typeof exportFormats)[number];

const count = z.int().min(0);

/** A whole list on its way out, as one file: how far it is written. Names nobody. */
export const listExportSchema = z.object({
  id: z.string(),
  newsletterId: z.string(),
  format: z.enum(exportFormats),
  raw: z.boolean(),
  /** Who asked for it. */
  by: z.string(),
  at: instantSchema,
  step: z.enum(["writing", "done", "gone"]),
  rows: count,
  bytes: count,
  /** While it is written: the last person in it, what names the file, and its parts. */
  after: z.string().optional(),
  upload: z.string().optional(),
  parts: z.array(z.string()),
});
export type ListExport = z.infer<typeof listExportSchema>;

/** Asks whoever works off lists to go on writing one. */
export const exportHintSchema = z.object({ newsletterId: z.string(), exportId: z.string() });
export type ExportHint = z.infer<typeof exportHintSchema>;

/** Under no name that is taken in as a list. */
export const exportKey = ({ newsletterId, id }: Pick<ListExport, "newsletterId" | "id">): string =>
  `exports/${newsletterId}/${id}`;

export const exportName = ({ newsletterId, format, at }: ListExport): string =>
  `${newsletterId}-${at.slice(0, 10)}.${format}`;

export const exportType = ({ format }: Pick<ListExport, "format">): string =>
  format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8";

/** How long a file is handed out: it holds people who may be erased meanwhile. */
export const exportKeptMs = day;

/** Whether its file may be had at `at`. */
export const isToBeHad = (order: ListExport, at: Instant): boolean =>
  order.step === "done" && at < addMilliseconds(order.at, exportKeptMs);

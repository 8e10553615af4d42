import * as z from "zod";
import { newsletterIdPattern } from "../core/newsletter.ts";
import { addMilliseconds, day, type Instant, instantSchema } from "../core/time.ts";
import type { RowOutcome, RowResult } from "./import-summary.ts";
import { saidStates } from "./list-state.ts";

/** How far a list has come: here, looked at without changing anything, then taken in when somebody says so. */
const importSteps = ["coming", "looking", "looked-at", "taking-in", "done", "failed", "discarded"] as const;
export type ImportStep = (typeof importSteps)[number];

const count = z.int().min(0);
const refusedRowSchema = z.object({ file: z.string(), line: z.int(), reason: z.string() });

/** What was read of a list and what became of it; the outcomes add up to `rows`. Names nobody: rows by file and line. */
const readSchema = z.object({
  rows: count,
  outcomes: z.record(z.string(), count),
  refused: z.record(z.string(), count),
  /** The first that were refused. */
  refusedRows: z.array(refusedRowSchema),
  remarks: z.array(z.string()),
});
export type ListRead = z.infer<typeof readSchema>;

/** A list that an editor uploaded: what it would change, and what it changed. */
export const importOrderSchema = z.object({
  id: z.string(),
  newsletterId: z.string(),
  file: z.string().max(200),
  bytes: count,
  said: z.enum(saidStates).optional(),
  /** Who brought it. */
  by: z.string(),
  at: instantSchema,
  step: z.enum(importSteps),
  /** What it would change, as of when it was looked at. */
  look: readSchema,
  taken: readSchema,
  /** Why it failed, in words. */
  because: z.string().optional(),
  /** When its files were deleted because it was old. */
  forgottenAt: instantSchema.optional(),
});
export type ImportOrder = z.infer<typeof importOrderSchema>;

export const nothingRead: ListRead = { rows: 0, outcomes: {}, refused: {}, refusedRows: [], remarks: [] };

/** So many days a list and its report are kept at most; then they are gone, whatever became of it. */
export const listDays = 7;
export const isKept = ({ at }: Pick<ImportOrder, "at">, now: Instant): boolean =>
  addMilliseconds(at, listDays * day) > now;

export const isUnderWay = ({ step }: Pick<ImportOrder, "step">): boolean => step === "looking" || step === "taking-in";

const waiting: readonly ImportStep[] = ["coming", "looking", "looked-at", "taking-in"];

/** Whether the people of a list still lie in its file, and nobody has taken it in. */
export const isWaiting = (order: Pick<ImportOrder, "step" | "at">, now: Instant): boolean =>
  waiting.includes(order.step) && isKept(order, now);

/** The order as it stands now: what nobody took in within days is thrown away. */
export const orderNow = (order: ImportOrder, now: Instant): ImportOrder =>
  waiting.includes(order.step) && !isKept(order, now)
    ? { ...order, step: "discarded", because: `nobody took it in within ${listDays} days` }
    : order;

/** Where the list lies; empty names and those with a path in them never come in. */
export const uploadKey = ({ newsletterId, id }: Pick<ImportOrder, "newsletterId" | "id">): string =>
  `lists/${newsletterId}/asked/${id}`;

const uploadPattern = new RegExp(`^lists/(${newsletterIdPattern})/asked/([a-z0-9-]{1,40})$`);

/** Of which list a file is; `undefined` for what lies under no such name. */
export const orderOfUpload = (key: string): { newsletterId: string; importId: string } | undefined => {
  const [, newsletterId, importId] = uploadPattern.exec(key) ?? [];
  return newsletterId && importId ? { newsletterId, importId } : undefined;
};

const mostRefusedRows = 200;

/** What was read with so many rows more. */
export const withRows = (read: ListRead, results: readonly RowResult[]): ListRead => {
  const outcomes: Record<string, number> = { ...read.outcomes };
  const refused: Record<string, number> = { ...read.refused };
  const refusedRows = [...read.refusedRows];
  for (const { file, line, outcome, reason = "" } of results) {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome !== ("refused" satisfies RowOutcome)) continue;
    refused[reason] = (refused[reason] ?? 0) + 1;
    if (refusedRows.length < mostRefusedRows) refusedRows.push({ file, line, reason });
  }
  return { ...read, rows: read.rows + results.length, outcomes, refused, refusedRows };
};

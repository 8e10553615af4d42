import { type TakenOutcome, takenOutcomes } from "./take-in.ts";

/** What became of a row: `duplicate` was in this import before, `refused` can be nobody. */
export type RowOutcome = TakenOutcome | "duplicate" | "refused";

/** One row as the report tells it: by file and line, never by address. */
export type RowResult = { file: string; line: number; id?: string; outcome: RowOutcome; reason?: string };

/** What became of all rows; the outcomes add up to `rows`. */
export type ImportSummary = {
  rows: number;
  outcomes: Map<RowOutcome, number>;
  refused: Map<string, number>;
  /** In words: files left out, and what was not taken in whole. */
  remarks: string[];
};

export const emptySummary = (): ImportSummary => ({ rows: 0, outcomes: new Map(), refused: new Map(), remarks: [] });

/** Adds to the summary what became of one row. */
export const addRow = (summary: ImportSummary, { outcome, reason }: RowResult): void => {
  summary.rows++;
  summary.outcomes.set(outcome, (summary.outcomes.get(outcome) ?? 0) + 1);
  if (outcome === "refused" && reason) summary.refused.set(reason, (summary.refused.get(reason) ?? 0) + 1);
};

const words: Record<RowOutcome, string> = {
  added: "added",
  "added-without-proof": "added without proof of consent",
  "proof-added": "got proof of consent",
  unsubscribed: "unsubscribed",
  suppressed: "suppressed",
  "there-already": "there already",
  "unsubscribed-before": "unsubscribed before",
  "suppressed-before": "suppressed before",
  "stays-unsubscribed": "stay unsubscribed",
  "signed-up-since": "signed up again since",
  erased: "erased at their wish",
  duplicate: "repeated in the list",
  refused: "refused",
};

/** What became of rows, in words: "added without proof of consent". */
export const outcomeWords = (outcome: string): string =>
  Object.hasOwn(words, outcome) ? words[outcome as RowOutcome] : outcome;

const mostReasons = 6;

/** One line: "1,204 rows: 1,000 added, 100 added without proof of consent, 4 refused (address: domain: 4)". */
export const summaryLine = ({ rows, outcomes, refused }: ImportSummary): string => {
  const number = (count: number) => count.toLocaleString("en");
  const parts = ([...takenOutcomes, "duplicate", "refused"] as const)
    .filter((outcome) => outcomes.has(outcome))
    .map((outcome) => `${number(outcomes.get(outcome) ?? 0)} ${words[outcome]}`);
  const often = [...refused].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, mostReasons);
  const reasons = often.map(([reason, count]) => `${reason}: ${number(count)}`).join(", ");
  return `${number(rows)} rows${parts.length > 0 ? `: ${parts.join(", ")}` : ""}${reasons ? ` (${reasons})` : ""}`;
};

/** The columns of our own export that other lists do not have, and what they mean. */
export const ownColumns = {
  suppressed: "suppressed",
  suppressed_at: "suppressedAt",
  variant: "variant",
  paused_until: "pausedUntil",
  form: "form",
  place: "place",
  wording: "wording",
  formulas_quoted: "quoted",
} as const;
export type OwnMeaning = (typeof ownColumns)[keyof typeof ownColumns];

/** What spreadsheets take for a formula, apostrophes before it included: a cell that had one of its own gets another. */
const formula = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** The cell as no spreadsheet computes it. */
export const quotedCell = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);

/** The cell that was quoted. */
export const unquotedCell = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;

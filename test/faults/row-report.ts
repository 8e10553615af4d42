import type { Control, Row } from "./row.ts";
import type { RowOutcome } from "./run-row.ts";

/** What a row came to, in words: a line of figures, and everything that is not as expected. */
export type RowReport = { line: string; wrong: string[] };

export const isControl = (row: Row | Control): row is Control => "caughtBy" in row;

export const rowReport = (row: Row | Control, outcome: RowOutcome): RowReport => {
  const wrong = isControl(row) ? notCaught(row, outcome) : notAsExpected(row, outcome);
  const verdict = wrong.length > 0 ? "NOT SO     " : isControl(row) ? "caught     " : "as expected";
  return { line: `${verdict} ${row.name}: ${figures(row, outcome).join("; ")}`, wrong };
};

const notCaught = ({ caughtBy }: Control, { breaches }: RowOutcome): string[] =>
  breaches.some(({ invariant }) => caughtBy.includes(invariant)) ? [] : ["nothing noticed it"];

const notAsExpected = (row: Row, outcome: RowOutcome): string[] => [
  ...outcome.breaches.map(({ invariant, count, example }) => `${invariant} does not hold for ${count}: ${example}`),
  ...(row.judge?.(outcome) ?? []),
  ...(outcome.timedOut ? ["not settled in time"] : []),
  ...outcome.complaints.slice(0, 1).map((each) => `a process ended by itself: ${each.slice(-900)}`),
];

/** Nobody unknown is lost without a word: they are listed, and some of them have their mail. */
export const unknownLine = ({ unknown, unknownTaken }: { unknown: number; unknownTaken: number }): string =>
  `${unknown} unknown (${unknownTaken} accepted, ${unknown - unknownTaken} not)`;

const figures = (row: Row | Control, outcome: RowOutcome): string[] => {
  const { sums, breaches, lost, twice, silences, struck, seconds } = outcome;
  const { audience, ...parts } = sums;
  const standing = Object.entries(parts).filter(([state, count]) => state === "sent" || count > 0);
  return [
    `${audience} planned, ${standing.map(([state, count]) => `${count} ${state}`).join(", ")}`,
    `${lost} lost, ${twice} twice`,
    ...(outcome.unknown > 0 ? [unknownLine(outcome)] : []),
    ...(row.figures?.(outcome) ?? []),
    ...(silences > 0 ? [`${silences} without an answer`] : []),
    ...(struck > 0 ? [`${struck} faults`] : []),
    ...(isControl(row) ? breaches.map(({ invariant, count }) => `${invariant} broken for ${count}`) : []),
    `${seconds.toFixed(0)} s`,
  ];
};

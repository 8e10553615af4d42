import type { RecipientState } from "./recipient-state.ts";

/** audience = sent + rejected + skipped + unknown + pending, always: every delivery is in one state. */
export type Tally = {
  audience: number;
  sent: number;
  rejected: number;
  skipped: number;
  /** May have been sent, and is never sent again by itself. */
  unknown: number;
  /** Not begun, being sent at this moment, or in doubt and not settled yet. */
  pending: number;
};

const emptyTally = (audience: number): Tally => ({
  ...{ audience, sent: 0, rejected: 0, skipped: 0, unknown: 0 },
  pending: audience,
});

const columns = {
  pending: "pending",
  intent: "pending",
  sent: "sent",
  rejected: "rejected",
  skipped: "skipped",
  refused: "pending",
  ambiguous: "pending",
  unknown: "unknown",
} as const satisfies Record<RecipientState, keyof Tally>;

/** The tally after one delivery went from a state to another. */
export const moved = (tally: Tally, from: RecipientState, to: RecipientState): Tally => {
  const after = { ...tally };
  after[columns[from]] -= 1;
  after[columns[to]] += 1;
  return after;
};

export const tallyOfCounts = (counts: Readonly<Record<RecipientState, number>>): Tally => {
  const tally = emptyTally(0);
  for (const [state, count] of Object.entries(counts) as [RecipientState, number][]) {
    tally[columns[state]] += count;
    tally.audience += count;
  }
  return tally;
};

/** `sent 20, skipped 3, pending 2 of 25` */
export const tallyLine = ({ audience, ...parts }: Tally): string => {
  const shown = Object.entries(parts).filter(([name, count]) => name === "sent" || count > 0);
  return `${shown.map(([name, count]) => `${name} ${count}`).join(", ")} of ${audience}`;
};

import type { Outcome } from "../mail/outcome.ts";

/** How often SES refused a sender for each of its reasons since it last took a mail of theirs. */
export type Refusals = ReadonlyMap<string, number>;

export const noRefusals: Refusals = new Map();

/** After a round of requests: whatever SES took shows that it does not refuse the sender. */
export const afterRound = (refusals: Refusals, outcomes: readonly Outcome[]): Refusals => {
  if (outcomes.some(({ kind }) => kind === "accepted")) return noRefusals;
  const after = new Map(refusals);
  for (const outcome of outcomes)
    if (outcome.kind === "refused") after.set(outcome.code, (after.get(outcome.code) ?? 0) + 1);
  return after;
};

/** So many for one reason and nobody accepted: before more are made, SES is asked whether it refuses the sender. */
const mostAlike = 3;

export const needExplaining = (refusals: Refusals): boolean =>
  [...refusals.values()].some((count) => count >= mostAlike);

import { type RunState, runState } from "./issue-run.ts";
import { type Counts, type ReasonCount, readReasons, type TallyDeps } from "./read-tally.ts";
import { causesOf, type Run } from "./run.ts";
import type { RunStore } from "./run-store.ts";
import { type Tally, tallyOfCounts } from "./tally.ts";

export type SumsDeps = TallyDeps & { runs: Pick<RunStore, "get"> };

/** An issue's sending at one moment: what was decided, and where its recipients stand. */
export type Sums = {
  run: Run;
  state: RunState;
  causes: ReturnType<typeof causesOf>;
  tally: Tally;
  counts: Counts;
  reasons: readonly ReasonCount[];
};

/** How long sums may be old that many people look at. */
export const sumsMaxAgeMs = 2_000;

/** The sums of an issue, computed from the ledger; nothing while nobody has begun to send it. */
export const readSums = async (deps: SumsDeps, issueId: string): Promise<Sums | undefined> => {
  const run = await deps.runs.get(issueId);
  if (!run) return undefined;
  const { counts, reasons } = await readReasons(deps, issueId, run.audience ?? 0);
  const state = runState(run, counts);
  return { run, state, causes: causesOf(run), tally: tallyOfCounts(counts), counts, reasons };
};

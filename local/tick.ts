import type { TickOutcome } from "../functions/calendar/outcome.ts";
import { runTick, type TickDeps } from "../functions/calendar/run-tick.ts";
import { type SweepIssuesDeps, sweepIssues } from "../functions/calendar/sweep-issues.ts";

/** What a minute brings on one machine: what is due, then the work of all that is being sent. In AWS two functions do it. */
export const tick = async (deps: TickDeps & SweepIssuesDeps): Promise<TickOutcome[]> => {
  const outcomes = await runTick(deps);
  return [...outcomes, ...(await sweepIssues(deps))];
};

import type { TickOutcome } from "../functions/calendar/outcome.ts";
import { runTick, type TickDeps } from "../functions/calendar/run-tick.ts";
import { type SweepIssuesDeps, sweepIssues } from "../functions/calendar/sweep-issues.ts";
import type { Installation } from "../functions/mail/open-installation.ts";

export type LocalTickDeps = TickDeps & SweepIssuesDeps & { installation: Installation };

/**
 * What a minute brings on one machine: what is due, then the work of all that is being sent. In AWS two functions do it.
 * A copy of the tables does nothing by itself.
 */
export const tick = async (deps: LocalTickDeps): Promise<TickOutcome[]> => {
  if (!(await deps.installation.isConfirmed())) return [];
  const outcomes = await runTick(deps);
  return [...outcomes, ...(await sweepIssues(deps))];
};

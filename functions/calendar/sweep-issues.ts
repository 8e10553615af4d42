import { type SweepDeps, sweep } from "../delivery/sweep.ts";
import type { IssueStore } from "../digest/store.ts";
import type { TickOutcome } from "./outcome.ts";
import { sweepOutcomes } from "./sweep-outcomes.ts";

export type SweepIssuesDeps = SweepDeps & { issues: Pick<IssueStore, "get"> };

/** Sweeps what is being sent, and tells of the issues that are out by now, and of those that stand still. */
export const sweepIssues = async (deps: SweepIssuesDeps): Promise<TickOutcome[]> =>
  sweepOutcomes(deps, await sweep(deps));

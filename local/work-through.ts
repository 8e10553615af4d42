import type { TickOutcome } from "../functions/calendar/outcome.ts";
import { type SweepIssuesDeps, sweepIssues } from "../functions/calendar/sweep-issues.ts";
import type { WorkMessage } from "../functions/delivery/work-message.ts";
import type { LaneQueue } from "./queue.ts";

export type WorkThroughDeps = SweepIssuesDeps & { queue: LaneQueue<WorkMessage> };

/**
 * Sweeps again whenever the lanes have worked off what was put, as long as that came to something: a small issue is out
 * in a moment, and need not wait for the next tick.
 */
export const workThrough = async (
  deps: WorkThroughDeps,
  tell: (outcomes: readonly TickOutcome[]) => void,
): Promise<void> => {
  while ((await deps.queue.idle()).changed) tell(await sweepIssues(deps));
};

import type { Clock } from "../core/time.ts";
import { hasLapsed, lapsedRun } from "../delivery/run.ts";
import type { RunStore } from "../delivery/run-store.ts";
import type { IssueName } from "../digest/issue.ts";

/**
 * Takes care that nobody begins any more to send an issue that was handed over and is too late by now; `false` when
 * somebody has begun meanwhile. Doing it again changes nothing.
 */
export const lapseRun = async (
  deps: { clock: Clock; runs: Pick<RunStore, "begin" | "get"> },
  { newsletterId, issueId }: IssueName,
): Promise<boolean> => {
  await deps.runs.begin(lapsedRun({ newsletterId, issueId }, deps.clock()));
  const run = await deps.runs.get(issueId);
  return run !== undefined && hasLapsed(run);
};

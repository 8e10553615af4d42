import { NotFound } from "../core/errors.ts";
import type { StoreTime } from "../core/store-time.ts";
import type { LiftableCause, PauseCause } from "./issue-run.ts";
import { causesOf } from "./run.ts";
import type { RunStore } from "./run-store.ts";

export type ResumeIssueDeps = {
  runs: Pick<RunStore, "get" | "lift" | "noteSeen">;
  storeTime: StoreTime;
};

/**
 * Lifts the causes that a person answers for, the editor's own by default, and says which still stand. Who lets an issue
 * go on in spite of its bounces is not asked again for them, nor for its complaints who saw those. Where AWS had paused
 * the account nobody has seen anything of the list: it is judged as before. One that is being corrected stays paused.
 */
export const resumeIssue = async (
  { runs, storeTime }: ResumeIssueDeps,
  { issueId, causes = ["editor"] }: { issueId: string; causes?: readonly LiftableCause[] },
): Promise<{ lifted: PauseCause[]; standing: PauseCause[] }> => {
  const run = await runs.get(issueId);
  if (!run) throw new NotFound(`issue ${issueId} was never sent`);
  const lifted: PauseCause[] = [];
  for (const cause of causesOf(run).filter((each) => causes.some((asked) => asked === each))) {
    const standing = run.causes[cause];
    if (standing?.because) await runs.noteSeen(issueId, standing.because, storeTime().now);
    if (await runs.lift(issueId, cause, standing?.since ?? "")) lifted.push(cause);
  }
  const after = await runs.get(issueId);
  return { lifted, standing: after ? causesOf(after) : [] };
};

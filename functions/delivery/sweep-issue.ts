import type { SendQuota } from "../mail/read-quota.ts";
import type { Claim } from "./claim.ts";
import { hasLateEvidence, type LateDeps } from "./has-late-evidence.ts";
import type { HoldDeps } from "./hold-chunk.ts";
import { isOver, type RunState, runState } from "./issue-run.ts";
import { type Looked, lookAtIssue } from "./look-at-issue.ts";
import type { Overview } from "./overview.ts";
import { type PauseDeps, pauseStep } from "./pause-step.ts";
import { type PlanStepDeps, planStep } from "./plan-step.ts";
import { type Counts, noCounts } from "./read-tally.ts";
import { type causesOf, controlOf, type Ending, type Run } from "./run.ts";
import type { RunStore } from "./run-store.ts";
import type { Chunk, DeliveryStore } from "./store.ts";
import { type Tally, tallyOfCounts } from "./tally.ts";
import type { WorkMessage } from "./work-message.ts";

export type SweepIssueDeps = Omit<HoldDeps, "deliveries"> &
  PlanStepDeps &
  PauseDeps & {
    runs: Pick<RunStore, "get" | "settle"> & PlanStepDeps["runs"] & PauseDeps["runs"];
    deliveries: HoldDeps["deliveries"] &
      PlanStepDeps["deliveries"] &
      LateDeps["deliveries"] &
      Pick<DeliveryStore, "claims">;
    events: PauseDeps["events"] & LateDeps["events"];
    sender: Overview;
  };

/** How an issue stands, and what there is to do for it. */
export type IssueSwept = {
  run: Run;
  state: RunState;
  tally: Tally;
  work: WorkMessage[];
  /** Left alone until somebody redrives them. */
  stuck: Chunk[];
  /** Whether looking changed anything, so that there may be more to do at once. */
  changed: boolean;
  /** Why it is paused from now on. */
  paused?: ReturnType<typeof causesOf>[number] | undefined;
  /** How it ended just now; told once. */
  ended?: Ending | undefined;
};

/**
 * Looks at an issue and finds all there is to do for it, from the ledger alone: what is unplanned, chunks with work left
 * that nobody holds, pauses that end or begin. Counts its sums, and marks it when nothing is left. `late`: chunks
 * with somebody unknown are looked into, and are work where evidence has come.
 */
export const sweepIssue = async (
  deps: SweepIssueDeps,
  { issueId, quota, late }: { issueId: string; quota: SendQuota | undefined; late: boolean },
): Promise<IssueSwept | undefined> => {
  const found = await deps.runs.get(issueId);
  if (!found || (found.settled && !(late && found.settled !== "done"))) return undefined;
  const planned =
    found.audience === undefined && !found.cancelledAt ? await planStep(deps, found) : { run: found, work: [] };
  const { looked, counts, isBegun } =
    planned.run.audience === undefined ? { ...unplanned, counts: noCounts() } : await lookAtIssue(deps, planned.run);
  const paused = await pauseStep(deps, { run: planned.run, counts, isBegun, quota });
  const { run } = paused;
  const ended = await end(deps, run, counts);
  const { work, unknown, stuck } = workOf(run, looked, { probe: paused.probe });
  const settled = late ? await lateWork(deps, unknown) : [];
  return {
    ...{ run, state: runState(run, counts), tally: tallyOfCounts(counts), stuck },
    ...{ work: [...planned.work, ...work, ...settled], changed: run !== found, paused: paused.paused, ended },
  };
};

type LateInput = { place: Chunk; claim: Claim };

const unplanned = { looked: [], isBegun: true };

const end = async ({ runs, clock }: SweepIssueDeps, run: Run, counts: Counts): Promise<Ending | undefined> => {
  if (!isOver(counts) || (run.audience === undefined && !run.cancelledAt)) return undefined;
  const ending = run.cancelledAt ? "cancelled" : counts.unknown > 0 ? "done-with-unknown" : "done";
  return (await runs.settle(run, ending, clock())) ? ending : undefined;
};

const workOf = (
  run: Run,
  looked: readonly Looked[],
  { probe }: { probe: boolean },
): { work: WorkMessage[]; unknown: LateInput[]; stuck: Chunk[] } => {
  const { maySend } = controlOf(run);
  const work: WorkMessage[] = [];
  const unknown: LateInput[] = [];
  const stuck: Chunk[] = [];
  let isTried = !probe;
  for (const { place, open, shut, unknown: claim } of looked) {
    const message = { kind: "chunk", ...place } as const;
    const doing = maySend ? open : shut;
    if (doing === "stuck") stuck.push(place);
    if (!isTried && open === "send") {
      work.push({ ...message, probe: true });
      isTried = true;
    } else if (doing === "send" || doing === "settle") work.push(message);
    else if (doing === "late" && claim) unknown.push({ place, claim });
  }
  return { work, unknown, stuck };
};

const lateWork = async (deps: LateDeps, unknown: readonly LateInput[]): Promise<WorkMessage[]> => {
  const work: WorkMessage[] = [];
  for (const each of unknown) if (await hasLateEvidence(deps, each)) work.push({ kind: "chunk", ...each.place });
  return work;
};

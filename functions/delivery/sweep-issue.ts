import { shards } from "../audience/shard.ts";
import type { SendQuota } from "../mail/read-quota.ts";
import { chunkWork } from "./chunk-work.ts";
import { type Claim, openClaim } from "./claim.ts";
import { hasLateEvidence, type LateDeps } from "./has-late-evidence.ts";
import type { HoldDeps } from "./hold-chunk.ts";
import { type IssueState, isOver, issueState } from "./issue-run.ts";
import { type PauseDeps, pauseStep } from "./pause-step.ts";
import { type PlanStepDeps, planStep } from "./plan-step.ts";
import { type Counts, countsOf } from "./read-tally.ts";
import { type causesOf, controlOf, type Ending, issueRunOf, type Run } from "./run.ts";
import type { RunStore } from "./run-store.ts";
import type { Sender } from "./sender.ts";
import type { Share } from "./share.ts";
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
    sender: Sender;
  };

/** How an issue stands, and what there is to do for it. */
export type IssueSwept = {
  run: Run;
  state: IssueState;
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

type Looked = { place: Chunk; claim: Claim; share: Share };

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
  if (!found || (found.settled && !(late && found.settled === "done-with-unknown"))) return undefined;
  const planned =
    found.audience === undefined && !found.cancelledAt ? await planStep(deps, found) : { run: found, work: [] };
  const looked = planned.run.audience === undefined ? [] : await lookAt(deps, planned.run);
  const counts = countsOf(
    looked.map(({ claim }) => claim),
    planned.run.audience ?? 0,
  );
  const paused = await pauseStep(deps, { run: planned.run, counts, looked, quota });
  const { run } = paused;
  const ended = await end(deps, run, counts);
  const { work, unknown, stuck } = workOf(run, looked, { now: deps.storeTime().now, probe: paused.probe });
  const settled = late ? await lateWork(deps, unknown) : [];
  return {
    ...{ run, state: issueState(issueRunOf(run), counts), tally: tallyOfCounts(counts), stuck },
    ...{ work: [...planned.work, ...work, ...settled], changed: run !== found, paused: paused.paused, ended },
  };
};

const lookAt = async ({ deliveries, sender }: SweepIssueDeps, run: Run): Promise<Looked[]> => {
  const { issueId } = run;
  const claims = new Map<string, Claim>();
  for (const shard of shards)
    for await (const [chunk, claim] of deliveries.claims(issueId, shard)) claims.set(`${shard}#${chunk}`, claim);
  const looked: Looked[] = [];
  for (const { shard, chunk, size } of await sender.plan(issueId)) {
    const place = { issueId, shard, chunk };
    const claim = claims.get(`${shard}#${chunk}`) ?? openClaim(size);
    looked.push({ place, claim, share: await sender.share(run, place) });
  }
  return looked;
};

const end = async ({ runs }: SweepIssueDeps, run: Run, counts: Counts): Promise<Ending | undefined> => {
  if (!isOver(counts) || (run.audience === undefined && !run.cancelledAt)) return undefined;
  const ending = run.cancelledAt ? "cancelled" : counts.unknown > 0 ? "done-with-unknown" : "done";
  return (await runs.settle(run, ending)) ? ending : undefined;
};

const workOf = (
  run: Run,
  looked: readonly Looked[],
  { now, probe }: { now: string; probe: boolean },
): { work: WorkMessage[]; unknown: Looked[]; stuck: Chunk[] } => {
  const control = controlOf(run);
  const work: WorkMessage[] = [];
  const unknown: Looked[] = [];
  const stuck: Chunk[] = [];
  let isTried = !probe;
  for (const { place, claim, share } of looked) {
    const message = { kind: "chunk", ...place } as const;
    const doing = chunkWork(claim, { now, control, share });
    if (doing === "stuck") stuck.push(place);
    if (!isTried && chunkWork(claim, { now, control: { ...control, maySend: true }, share }) === "send") {
      work.push({ ...message, probe: true });
      isTried = true;
    } else if (doing === "send" || doing === "settle") work.push(message);
    else if (doing === "late") unknown.push({ place, claim, share });
  }
  return { work, unknown, stuck };
};

const lateWork = async (deps: LateDeps, unknown: readonly Looked[]): Promise<WorkMessage[]> => {
  const work: WorkMessage[] = [];
  for (const each of unknown) if (await hasLateEvidence(deps, each)) work.push({ kind: "chunk", ...each.place });
  return work;
};

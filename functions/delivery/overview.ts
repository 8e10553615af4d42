import { shards } from "../audience/shard.ts";
import { inParallel } from "../core/in-parallel.ts";
import { keptLast } from "../core/kept-last.ts";
import type { Remembered } from "./remembered.ts";
import type { Run } from "./run.ts";
import { everybody, type Share, sharesOf } from "./share.ts";
import type { Chunk, DeliveryStore, PlannedChunk } from "./store.ts";

/** What a process keeps of issues that are being sent: nothing that it could not read again. */
export type Overview = {
  /** The chunks of an issue that is planned. */
  plan(issueId: string): Promise<readonly PlannedChunk[]>;
  share(run: Run, place: Chunk): Promise<Share>;
  /** What this process has seen of an issue, for its sweep. */
  remembered(issueId: string): Promise<Remembered>;
};

export type OverviewDeps = { deliveries: Pick<DeliveryStore, "chunkSizes"> };

const shardsAtATime = 4;

/** One per process. */
export const openOverview = (deps: OverviewDeps): Overview => {
  const plans = keptLast((issueId: string) => readPlan(deps, issueId), 8);
  const remembered = keptLast(async (): Promise<Remembered> => ({ finished: new Map() }), 8);
  const shares = keptLast(async (_key: string, run: Run) => sharesOf(run, await plans(run.issueId)), 8);
  return {
    plan: (issueId) => plans(issueId),
    remembered: (issueId) => remembered(issueId),
    async share(run, place) {
      if (run.ramp === undefined && run.softStart === undefined) return everybody;
      return (await shares(`${run.issueId} ${run.ramp} ${run.softStart}`, run))(place);
    },
  };
};

/** The manifests of a large issue are hundreds of megabytes to the store, however little of them it answers. */
const readPlan = async ({ deliveries }: OverviewDeps, issueId: string): Promise<PlannedChunk[]> => {
  const plans = await inParallel(shards, shardsAtATime, async (shard) => {
    const plan: PlannedChunk[] = [];
    for await (const chunk of deliveries.chunkSizes(issueId, shard)) plan.push(chunk);
    return plan;
  });
  return plans.flat();
};

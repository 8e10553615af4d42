import { type PlanDeps, planShard } from "./plan-shard.ts";
import { type WorkChunkDeps, type Worked, workChunk } from "./work-chunk.ts";
import type { WorkMessage } from "./work-message.ts";

export type WorkDeps = PlanDeps &
  WorkChunkDeps & { audience: PlanDeps["audience"]; deliveries: PlanDeps["deliveries"] };

/** Does what a message asks for. Messages may come twice, late and in any order: what is done by then is left alone. */
export const work = async (deps: WorkDeps, message: WorkMessage): Promise<Worked> => {
  const { issueId, shard } = message;
  if (message.kind === "chunk")
    return workChunk(deps, { place: { issueId, shard, chunk: message.chunk }, probe: message.probe });
  const run = await deps.runs.get(issueId);
  if (!run || run.audience !== undefined || run.cancelledAt) return { changed: false };
  await planShard(deps, { newsletterId: run.newsletterId, issueId, frozenAt: run.frozenAt, shard });
  return { changed: true };
};

import { shards } from "../../functions/audience/shard.ts";
import { type PlanDeps, type PlanInput, planShard } from "../../functions/delivery/plan-shard.ts";

/** Plans every shard of an issue's audience, or some, and answers how many get it. */
export const planAudience = async (
  deps: PlanDeps,
  input: Omit<PlanInput, "shard">,
  some: readonly string[] = shards,
): Promise<number> => {
  const planned = await Promise.all(some.map((shard) => planShard(deps, { ...input, shard })));
  return planned.reduce((sum, count) => sum + count, 0);
};

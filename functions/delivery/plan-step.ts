import { shards } from "../audience/shard.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { addMilliseconds, type Clock } from "../core/time.ts";
import type { SendingTimes } from "./lease.ts";
import { shardPlan } from "./manifest.ts";
import type { Run } from "./run.ts";
import type { RunStore } from "./run-store.ts";
import { softStartOver, softStartWith } from "./share.ts";
import type { DeliveryStore } from "./store.ts";
import type { WorkMessage } from "./work-message.ts";

export type PlanStepDeps = {
  runs: Pick<RunStore, "planned" | "get">;
  deliveries: Pick<DeliveryStore, "lastManifest">;
  newsletters: Pick<NewsletterStore, "get">;
  clock: Clock;
  times: SendingTimes;
};

/**
 * What is left to plan of an issue, shard by shard; when each has its end, the run with its audience counted. Nothing is
 * planned before everybody who was confirmed by the freeze is surely written.
 */
export const planStep = async (deps: PlanStepDeps, run: Run): Promise<{ run: Run; work: WorkMessage[] }> => {
  const { issueId } = run;
  if (deps.clock() < addMilliseconds(run.frozenAt, deps.times.planAfterMs)) return { run, work: [] };
  const plans = await Promise.all(
    shards.map(async (shard) => ({ shard, ...shardPlan(await deps.deliveries.lastManifest(issueId, shard)) })),
  );
  const open = plans.filter(({ closed }) => !closed);
  if (open.length > 0) return { run, work: open.map(({ shard }) => ({ kind: "plan", issueId, shard })) };
  const audience = plans.reduce((sum, plan) => sum + plan.audience, 0);
  const settings = await deps.newsletters.get(run.newsletterId);
  const isLarge = Math.min(audience, run.ramp ?? audience) > softStartOver;
  const softStart = settings?.newsletter.softStart && isLarge ? softStartWith : undefined;
  await deps.runs.planned(issueId, audience, softStart);
  return { run: (await deps.runs.get(issueId)) ?? run, work: [] };
};

import { ineligibility } from "../audience/eligibility.ts";
import { shards } from "../audience/shard.ts";
import type { AudienceStore } from "../audience/store.ts";
import type { Subscriber } from "../audience/subscriber.ts";
import type { Instant } from "../core/time.ts";
import { chunkSize } from "./delivery.ts";
import { afterManifest, manifestOf, nextChunk, type ShardPlan, unplanned } from "./manifest.ts";
import type { DeliveryStore } from "./store.ts";

export type PlanDeps = {
  audience: Pick<AudienceStore, "inShard" | "suppressedAmong">;
  deliveries: Pick<DeliveryStore, "putManifest" | "manifests">;
};
export type PlanInput = { newsletterId: string; issueId: string; frozenAt: Instant };

/**
 * Freezes who gets the issue, in chunks, and answers how many they are: everybody eligible who was confirmed by
 * `frozenAt`. A chunk is written once and keyed by the id before its first: whoever plans again, or at the same time,
 * meets what was written and goes on from there, so nobody is in two chunks.
 */
export const planAudience = async (deps: PlanDeps, input: PlanInput): Promise<number> => {
  const planned = await Promise.all(shards.map((shard) => planShard(deps, input, shard)));
  return planned.reduce((sum, count) => sum + count, 0);
};

const planShard = async (deps: PlanDeps, input: PlanInput, shard: string): Promise<number> => {
  for (;;) {
    const written = await read(deps, input.issueId, shard);
    if (written.closed) return written.audience;
    await extend(deps, input, shard, written.chunk);
  }
};

const read = async ({ deliveries }: PlanDeps, issueId: string, shard: string): Promise<ShardPlan> => {
  let plan = unplanned;
  for await (const manifest of deliveries.manifests(issueId, shard)) plan = afterManifest(plan, manifest);
  return plan;
};

/** Writes chunk after chunk and closes the shard; ends early where another planner was first. */
const extend = async (deps: PlanDeps, input: PlanInput, shard: string, from: string): Promise<void> => {
  let chunk = from;
  for await (const page of inPages(eligible(deps, input, deps.audience.inShard(input.newsletterId, shard, from)))) {
    const members = page.map(({ id, preferences }) => ({ id, variant: preferences.variant }));
    const manifest = manifestOf(chunk, members);
    if (!(await deps.deliveries.putManifest(input.issueId, shard, manifest))) return;
    chunk = nextChunk(manifest);
  }
  await deps.deliveries.putManifest(input.issueId, shard, manifestOf(chunk, []));
};

async function* eligible(
  { audience }: PlanDeps,
  { frozenAt }: PlanInput,
  everybody: AsyncIterable<Subscriber>,
): AsyncGenerator<Subscriber> {
  for await (const page of inPages(everybody)) {
    const suppressed = await audience.suppressedAmong(page.map(({ id }) => id));
    for (const subscriber of page)
      if (
        ineligibility(subscriber, suppressed.has(subscriber.id), frozenAt) === undefined &&
        subscriber.confirmedAt !== undefined &&
        subscriber.confirmedAt <= frozenAt
      )
        yield subscriber;
  }
}

async function* inPages<Each>(items: AsyncIterable<Each>): AsyncGenerator<Each[]> {
  let page: Each[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length === chunkSize) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

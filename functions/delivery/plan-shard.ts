import { ineligibility } from "../audience/eligibility.ts";
import type { AudienceStore } from "../audience/store.ts";
import type { Subscriber } from "../audience/subscriber.ts";
import { addMilliseconds, day, type Instant } from "../core/time.ts";
import { chunkSize } from "./delivery.ts";
import { manifestOf, nextChunk, type ShardPlan, shardPlan } from "./manifest.ts";
import type { DeliveryStore } from "./store.ts";

export type PlanDeps = {
  audience: Pick<AudienceStore, "inShard" | "getMany" | "suppressedAmong">;
  deliveries: Pick<DeliveryStore, "putManifest" | "lastManifest">;
};
export type PlanInput = { newsletterId: string; issueId: string; frozenAt: Instant; shard: string };

/**
 * Freezes who of a shard gets the issue, in chunks, and answers how many they are: everybody eligible who was confirmed
 * by `frozenAt`. A chunk is written once and keyed by the id before its first: whoever plans again, or at the same time,
 * meets what was written and goes on from there, so nobody is in two chunks.
 */
export const planShard = async (deps: PlanDeps, input: PlanInput): Promise<number> => {
  // Most shards are planned once, from their beginning: only whoever meets a manifest there asks where to go on.
  let plan = shardPlan(undefined);
  for (;;) {
    const audience = plan.closed ? plan.audience : await extend(deps, input, plan);
    if (audience !== undefined) return audience;
    plan = shardPlan(await deps.deliveries.lastManifest(input.issueId, input.shard));
  }
};

/** Writes chunk after chunk, closes the shard and answers how many are in it; nothing where another planner was first. */
const extend = async (
  deps: PlanDeps,
  { newsletterId, issueId, frozenAt, shard }: PlanInput,
  plan: ShardPlan,
): Promise<number | undefined> => {
  let { chunk, audience } = plan;
  for await (const page of inPages(eligible(deps, frozenAt, deps.audience.inShard(newsletterId, shard, chunk)))) {
    const recipients = page.map(({ id, preferences }) => ({ id, variant: preferences.variant }));
    const manifest = manifestOf(chunk, recipients, audience);
    if (!(await deps.deliveries.putManifest(issueId, shard, manifest))) return undefined;
    chunk = nextChunk(manifest);
    audience += recipients.length;
  }
  const isClosed = await deps.deliveries.putManifest(issueId, shard, manifestOf(chunk, [], audience));
  return isClosed ? audience : undefined;
};

async function* eligible(
  { audience }: PlanDeps,
  frozenAt: Instant,
  everybody: AsyncIterable<Subscriber>,
): AsyncGenerator<Subscriber> {
  for await (const page of inPages(everybody)) {
    const suppressed = await audience.suppressedAmong(page.map(({ id }) => id));
    const arrivals = await arrivedBy({ audience }, frozenAt, page);
    for (const subscriber of page)
      if (isInAudience(subscriber, suppressed.has(subscriber.id), { frozenAt, arrivals })) yield subscriber;
  }
}

/** A move that broke off is made whole by then, or never. */
const movingDays = 2;

const movedLately = ({ movedTo, unsubscribedAt }: Subscriber, frozenAt: Instant): boolean =>
  movedTo !== undefined &&
  unsubscribedAt !== undefined &&
  unsubscribedAt > addMilliseconds(frozenAt, -movingDays * day);

/** The new addresses, of those of a page who moved lately, that were stamped by the freeze: these are planned. */
const arrivedBy = async (
  { audience }: Pick<PlanDeps, "audience">,
  frozenAt: Instant,
  page: readonly Subscriber[],
): Promise<ReadonlySet<string>> => {
  const moved = page.filter((each) => movedLately(each, frozenAt));
  const [first] = moved;
  if (!first) return new Set();
  const ids = moved.flatMap(({ movedTo }) => movedTo ?? []);
  const { subscribers } = await audience.getMany(first.newsletterId, ids);
  return new Set(
    [...subscribers.values()].flatMap(({ id, confirmedAt }) =>
      confirmedAt !== undefined && confirmedAt <= frozenAt ? [id] : [],
    ),
  );
};

/**
 * Whoever moved and is not at the new address by the freeze is in the audience by the old one: senders follow the move.
 * One stamp decides for both addresses, so nobody is in it by both, or by neither.
 */
const isInAudience = (
  subscriber: Subscriber,
  suppressed: boolean,
  { frozenAt, arrivals }: { frozenAt: Instant; arrivals: ReadonlySet<string> },
): boolean => {
  const { confirmedAt, movedTo } = subscriber;
  if (confirmedAt === undefined || confirmedAt > frozenAt) return false;
  const isMoving = movedTo !== undefined && movedLately(subscriber, frozenAt) && !arrivals.has(movedTo);
  const then: Subscriber = isMoving ? { ...subscriber, state: "confirmed" } : subscriber;
  return ineligibility(then, suppressed, frozenAt) === undefined;
};

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

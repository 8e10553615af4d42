import { shardOf } from "../audience/shard.ts";
import type { IssueStore } from "../digest/store.ts";
import type { EventsStore, KeptAnswer } from "./events-store.ts";
import type { SoftBounce } from "./soft-bounces.ts";
import type { Standing } from "./standing.ts";
import type { DeliveryStore } from "./store.ts";

export type DeliveriesOfDeps = {
  issues: Pick<IssueStore, "latest">;
  deliveries: Pick<DeliveryStore, "manifests" | "claim" | "messageIds">;
  events: Pick<EventsStore, "answers" | "softBounces">;
};

/** One issue that somebody was in the audience of: what became of it, and what receivers said. */
export type DeliveryTo = {
  issueId: string;
  variant: string;
  /** Nothing while nobody has begun this part of the audience. */
  record?: Standing & { messageId?: string | undefined };
  answers: KeptAnswer[];
};

const issuesAtATime = 50;

/** Every issue that a subscriber was in the audience of, the latest first, and what else the ledger holds of them. */
export const deliveriesOf = async (
  { issues, deliveries, events }: DeliveriesOfDeps,
  { newsletterId, subscriberId }: { newsletterId: string; subscriberId: string },
): Promise<{ deliveries: DeliveryTo[]; softBounces: SoftBounce[] }> => {
  const found: DeliveryTo[] = [];
  const shard = shardOf(subscriberId);
  let page = await issues.latest(newsletterId, issuesAtATime);
  while (page.length > 0) {
    for (const { id: issueId } of page) {
      const place = await placeIn(deliveries, { issueId, shard, subscriberId });
      if (!place) continue;
      const { chunk, index, variant } = place;
      const standing = (await deliveries.claim({ issueId, shard, chunk }))?.recipients[index];
      const messageId = (await deliveries.messageIds({ issueId, shard, chunk })).get(index);
      const record = standing && { ...standing, ...(messageId && { messageId }) };
      const answers = await events.answers({ issueId, shard, chunk, index });
      found.push({ issueId, variant, ...(record && { record }), answers });
    }
    page = await issues.latest(newsletterId, issuesAtATime, page.at(-1)?.id);
  }
  return { deliveries: found, softBounces: await events.softBounces(subscriberId) };
};

const placeIn = async (
  { manifests }: Pick<DeliveryStore, "manifests">,
  { issueId, shard, subscriberId }: { issueId: string; shard: string; subscriberId: string },
) => {
  for await (const { chunk, members } of manifests(issueId, shard)) {
    const index = members.findIndex(({ id }) => id === subscriberId);
    if (index !== -1) return { chunk, index, variant: members[index]?.variant ?? "everything" };
  }
  return undefined;
};

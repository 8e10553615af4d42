import { shardOf } from "../audience/shard.ts";
import type { Instant } from "../core/time.ts";
import type { EventsStore, KeptAnswer } from "./events-store.ts";
import { everyTry, evidenceMark } from "./evidence.ts";
import type { Standing } from "./standing.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type FindDeliveryDeps = {
  deliveries: Pick<DeliveryStore, "manifestFor" | "claim" | "results">;
  events: Pick<EventsStore, "answers" | "evidence">;
};

/** What became of one issue for one subscriber who is in its audience. */
export type FoundDelivery = {
  place: Chunk & { index: number };
  variant: string;
  /** Nothing while nobody has begun this part of the audience. */
  standing?: Standing | undefined;
  /** When SES was asked to send it, which revision, and what SES called the message; where that was written down. */
  sent?: { intentAt: Instant; revision: number; messageId: string } | undefined;
  /** The receiver's server took it, whatever it said later. */
  delivered: boolean;
  /** What else came back, in order of time. */
  answers: readonly KeptAnswer[];
};

/** Nothing for who is not in the audience of the issue. Reads five times, however large the audience is. */
export const findDelivery = async (
  { deliveries, events }: FindDeliveryDeps,
  { issueId, subscriberId }: { issueId: string; subscriberId: string },
): Promise<FoundDelivery | undefined> => {
  const shard = shardOf(subscriberId);
  const manifest = await deliveries.manifestFor(issueId, shard, subscriberId);
  const index = manifest?.recipients.findIndex(({ id }) => id === subscriberId) ?? -1;
  const recipient = manifest?.recipients[index];
  if (!manifest || !recipient) return undefined;
  const place = { issueId, shard, chunk: manifest.chunk, index };
  const [claim, results, evidence, answers] = await Promise.all([
    deliveries.claim(place),
    deliveries.results(place),
    events.evidence(place),
    events.answers(place),
  ]);
  const standing = claim?.recipients[index];
  const [sent] = results.flatMap(({ intentAt, revision, messageIds }) => {
    const messageId = messageIds[index];
    return messageId === undefined ? [] : [{ intentAt, revision, messageId }];
  });
  const delivered = everyTry.some((attempt) => evidence.delivered.has(evidenceMark({ index, try: attempt })));
  return {
    place,
    variant: recipient.variant,
    delivered,
    answers,
    ...(standing && { standing }),
    ...(sent && { sent }),
  };
};

import { GetCommand } from "@aws-sdk/lib-dynamodb";
import {
  deleteIf,
  getItems,
  getNearItems,
  type Item,
  type Key,
  putIfAbsent,
  queryItems,
  type Table,
  updateIf,
} from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { confirmationStore } from "./confirmation-store.ts";
import { shardOf, shards } from "./shard.ts";
import { type Consent, type LeavingReason, type Subscriber, subscriberSchema } from "./subscriber.ts";
import { isInForce, suppressionKey, suppressionStore } from "./suppression-store.ts";

export type Asking = Pick<Subscriber, "newsletterId" | "id" | "address" | "name"> & { consent: Consent };

/** Subscribers, and beside them the suppressions and the confirmation mails of all newsletters. */
export const audienceStore = (table: Table) => ({
  ...suppressionStore(table),
  ...confirmationStore(table),

  async get(newsletterId: string, id: string): Promise<Subscriber | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: subscriberKey(newsletterId, id), ConsistentRead: true }),
    );
    return Item && subscriberSchema.parse(Item);
  },

  /** Those of `ids` that exist and those that are suppressed, read consistently; ids that stand close together cost less. */
  async getMany(newsletterId: string, ids: readonly string[]) {
    const keys = ids.flatMap((id) => [subscriberKey(newsletterId, id), suppressionKey(id)]);
    const subscribers = new Map<string, Subscriber>();
    const suppressed = new Set<string>();
    for (const item of await getNearItems(table, keys)) {
      if (!item.pk.startsWith("#")) subscribers.set(item.sk, subscriberSchema.parse(item));
      else if (isInForce(item)) suppressed.add(item.sk);
    }
    return { subscribers, suppressed };
  },

  /** Those of `ids` that exist, read consistently: of a list, of whose people no stretch of an audience has many. */
  async getScattered(newsletterId: string, ids: readonly string[]): Promise<Map<string, Subscriber>> {
    const items = await getItems(
      table,
      ids.map((id) => subscriberKey(newsletterId, id)),
    );
    return new Map(items.map((item) => [item.sk, subscriberSchema.parse(item)]));
  },

  /** `false` when the id is there already, in whatever state; nothing changes then. */
  add(subscriber: Subscriber): Promise<boolean> {
    return putIfAbsent(table, { ...subscriberKey(subscriber.newsletterId, subscriber.id), ...subscriber });
  },

  /**
   * Notes that somebody asks for the newsletter: pending when unknown or pending, else unsubscribed as before. `false`
   * when confirmed already; nothing changes then.
   */
  async ask({ newsletterId, id, address, name, consent }: Asking): Promise<boolean> {
    const asking = { newsletterId, id, address, name, consent, state: "pending", preferences: {} };
    if (await putIfAbsent(table, { ...subscriberKey(newsletterId, id), ...asking })) return true;
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: `SET address = :address, consent = :consent ${name ? ", #name = :name" : "REMOVE #name"}`,
      ConditionExpression: "attribute_exists(pk) AND #state <> :confirmed",
      ExpressionAttributeNames: { "#state": "state", "#name": "name" },
      ExpressionAttributeValues: {
        ":address": address,
        ":consent": consent,
        ":confirmed": "confirmed",
        ...(name && { ":name": name }),
      },
    });
  },

  /**
   * Confirms what was asked for at `askedAt`. `false` when nothing changed: unknown, confirmed before, or unsubscribed
   * since it was asked for.
   */
  confirm(newsletterId: string, id: string, { askedAt, at }: { askedAt: Instant; at: Instant }): Promise<boolean> {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET #state = :confirmed, confirmedAt = :at REMOVE unsubscribedAt, leftBecause, movedTo, #move",
      ConditionExpression:
        "#state = :pending OR (#state = :unsubscribed AND (attribute_not_exists(unsubscribedAt) OR unsubscribedAt < :askedAt))",
      ExpressionAttributeNames: { "#state": "state", "#move": "move" },
      ExpressionAttributeValues: {
        ":confirmed": "confirmed",
        ":pending": "pending",
        ":unsubscribed": "unsubscribed",
        ":askedAt": askedAt,
        ":at": at,
      },
    });
  },

  /** Deletes who has not confirmed what was asked at `askedAt`; `false` when they have, or were asked anew. */
  forgetPending(newsletterId: string, id: string, askedAt: Instant): Promise<boolean> {
    return deleteIf(table, {
      Key: subscriberKey(newsletterId, id),
      ConditionExpression: "#state = :pending AND consent.askedAt = :askedAt",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":pending": "pending", ":askedAt": askedAt },
    });
  },

  /** Replaces the stamp of a confirmation by a later one; `false` where another stands. */
  restamp(newsletterId: string, id: string, { from, to }: { from: Instant; to: Instant }): Promise<boolean> {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET confirmedAt = :to",
      ConditionExpression: "confirmedAt = :from",
      ExpressionAttributeValues: { ":from": from, ":to": to },
    });
  },

  /** Takes back the leaving of `leftAt`; `false` when that is not how it stands. */
  undoUnsubscribe(newsletterId: string, id: string, leftAt: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET #state = :confirmed REMOVE unsubscribedAt, leftBecause",
      ConditionExpression:
        "#state = :unsubscribed AND unsubscribedAt = :at AND attribute_exists(confirmedAt) AND attribute_not_exists(movedTo)",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":confirmed": "confirmed", ":unsubscribed": "unsubscribed", ":at": leftAt },
    });
  },

  /** Notes why somebody left; `false` when they have not. */
  sayWhy(newsletterId: string, id: string, reason: LeavingReason): Promise<boolean> {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET leftBecause = :reason",
      ConditionExpression: "#state = :unsubscribed",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":reason": reason, ":unsubscribed": "unsubscribed" },
    });
  },

  /** Takes the right to welcome who confirmed at `at`, once; `false` when somebody else has it, or it is over. */
  claimWelcome(newsletterId: string, id: string, welcomed: { at: Instant; issueId?: string }): Promise<boolean> {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET welcomed = :welcomed",
      ConditionExpression:
        "#state = :confirmed AND confirmedAt = :at AND (attribute_not_exists(welcomed) OR welcomed.#at < :at)",
      ExpressionAttributeNames: { "#state": "state", "#at": "at" },
      ExpressionAttributeValues: { ":welcomed": welcomed, ":confirmed": "confirmed", ":at": welcomed.at },
    });
  },

  /** Gives back a right to welcome whose mail was certainly not sent; the one `before` it stands again. */
  async releaseWelcome(newsletterId: string, id: string, at: Instant, before: Subscriber["welcomed"]): Promise<void> {
    await updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: before ? "SET welcomed = :before" : "REMOVE welcomed",
      ConditionExpression: "welcomed.#at = :at",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: { ":at": at, ...(before && { ":before": before }) },
    });
  },

  /** `false` when nothing changed: unknown, or unsubscribed before. */
  unsubscribe(newsletterId: string, id: string, at: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET #state = :unsubscribed, unsubscribedAt = :at",
      ConditionExpression: "attribute_exists(pk) AND #state <> :unsubscribed",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":unsubscribed": "unsubscribed", ":at": at },
    });
  },

  /** `false` when the subscriber does not exist. */
  setPreferences(newsletterId: string, id: string, preferences: Subscriber["preferences"]): Promise<boolean> {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET preferences = :preferences",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":preferences": preferences },
    });
  },

  /** Everybody of one shard in order of id, from the first id after `after`; read consistently, page by page. */
  inShard: (newsletterId: string, shard: string, after?: string) => inShard(table, newsletterId, shard, after),

  /** Everybody, in every state, in order of id, from the first id after `after`. */
  async *all(newsletterId: string, after?: string): AsyncGenerator<Subscriber, void, undefined> {
    const first = after === undefined ? undefined : shardOf(after);
    for (const shard of shards) {
      if (first !== undefined && shard < first) continue;
      yield* inShard(table, newsletterId, shard, shard === first ? after : undefined);
    }
  },
});
export type AudienceStore = ReturnType<typeof audienceStore>;

export const subscriberKey = (newsletterId: string, id: string): Key => ({
  pk: `${newsletterId}#${shardOf(id)}`,
  sk: id,
});

async function* inShard(table: Table, newsletterId: string, shard: string, after = "0"): AsyncGenerator<Subscriber> {
  const items: AsyncGenerator<Item> = queryItems(table, {
    KeyConditionExpression: "pk = :pk AND sk > :after",
    ExpressionAttributeValues: { ":pk": `${newsletterId}#${shard}`, ":after": after },
    ConsistentRead: true,
  });
  for await (const item of items) yield subscriberSchema.parse(item);
}

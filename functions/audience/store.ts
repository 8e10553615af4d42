import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { getItems, type Item, type Key, putIfAbsent, queryItems, type Table, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { shardOf, shards } from "./shard.ts";
import { type Consent, type Subscriber, subscriberSchema } from "./subscriber.ts";

export type SuppressionReason = "bounce" | "complaint" | "manual";

export type Asking = Pick<Subscriber, "newsletterId" | "id" | "address" | "name"> & { consent: Consent };

export const audienceStore = (table: Table) => ({
  async get(newsletterId: string, id: string): Promise<Subscriber | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: subscriberKey(newsletterId, id), ConsistentRead: true }),
    );
    return Item && subscriberSchema.parse(Item);
  },

  /** Those of `ids` that exist and those that are suppressed, read consistently. */
  async getMany(newsletterId: string, ids: readonly string[]) {
    const keys = ids.flatMap((id) => [subscriberKey(newsletterId, id), suppressionKey(id)]);
    const subscribers = new Map<string, Subscriber>();
    const suppressed = new Set<string>();
    for (const item of await getItems(table, keys)) {
      if (item.pk.startsWith("#")) suppressed.add(item.sk);
      else subscribers.set(item.sk, subscriberSchema.parse(item));
    }
    return { subscribers, suppressed };
  },

  /** Those of `ids` that no mail may go to, read consistently. */
  async suppressedAmong(ids: readonly string[]): Promise<Set<string>> {
    return new Set((await getItems(table, ids.map(suppressionKey))).map(({ sk }) => sk));
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
      UpdateExpression: "SET #state = :confirmed, confirmedAt = :at REMOVE unsubscribedAt",
      ConditionExpression:
        "#state = :pending OR (#state = :unsubscribed AND (attribute_not_exists(unsubscribedAt) OR unsubscribedAt < :askedAt))",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: {
        ":confirmed": "confirmed",
        ":pending": "pending",
        ":unsubscribed": "unsubscribed",
        ":askedAt": askedAt,
        ":at": at,
      },
    });
  },

  /** Takes the right to send one confirmation mail to an address; `false` while `limit` forbids another. */
  claimConfirmation(id: string, at: Instant, limit: { most: number; notSince: Instant }): Promise<boolean> {
    return updateIf(table, {
      Key: confirmationKey(id),
      UpdateExpression: "SET lastAt = :at, sent = if_not_exists(sent, :none) + :one",
      ConditionExpression:
        "attribute_not_exists(pk) OR (sent < :most AND (attribute_not_exists(lastAt) OR lastAt <= :notSince))",
      ExpressionAttributeValues: {
        ":at": at,
        ":none": 0,
        ":one": 1,
        ":most": limit.most,
        ":notSince": limit.notSince,
      },
    });
  },

  /** Gives a claim back whose mail was certainly not sent; nothing changes when it was not the last one. */
  async releaseConfirmation(id: string, at: Instant): Promise<void> {
    await updateIf(table, {
      Key: confirmationKey(id),
      UpdateExpression: "SET sent = sent - :one REMOVE lastAt",
      ConditionExpression: "lastAt = :at",
      ExpressionAttributeValues: { ":at": at, ":one": 1 },
    });
  },

  /** The owner of the address has answered: the count begins anew, the pause between two mails stays. */
  async forgetConfirmations(id: string): Promise<void> {
    await updateIf(table, {
      Key: confirmationKey(id),
      UpdateExpression: "SET sent = :none",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":none": 0 },
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

  /** Everybody, in every state, in order of id. */
  async *all(newsletterId: string): AsyncGenerator<Subscriber, void, undefined> {
    for (const shard of shards) yield* inShard(table, newsletterId, shard);
  },

  /** Forbids mail to a subscriber's address, from every newsletter; the last reason stands. */
  async suppress(id: string, reason: SuppressionReason, at: Instant): Promise<void> {
    await table.db.send(new PutCommand({ TableName: table.name, Item: { ...suppressionKey(id), reason, at } }));
  },
});
export type AudienceStore = ReturnType<typeof audienceStore>;

export const subscriberKey = (newsletterId: string, id: string): Key => ({
  pk: `${newsletterId}#${shardOf(id)}`,
  sk: id,
});
export const suppressionKey = (id: string): Key => ({ pk: `#suppression#${shardOf(id)}`, sk: id });

export const confirmationKey = (id: string): Key => ({ pk: `#confirmation#${shardOf(id)}`, sk: id });

async function* inShard(table: Table, newsletterId: string, shard: string, after = "0"): AsyncGenerator<Subscriber> {
  const items: AsyncGenerator<Item> = queryItems(table, {
    KeyConditionExpression: "pk = :pk AND sk > :after",
    ExpressionAttributeValues: { ":pk": `${newsletterId}#${shard}`, ":after": after },
    ConsistentRead: true,
  });
  for await (const item of items) yield subscriberSchema.parse(item);
}

import { getItems, getNearItems, type Item, type Key, queryItems, type Table, updateIf } from "../core/store.ts";
import { type Instant, instantSchema } from "../core/time.ts";
import { shardOf, shards } from "./shard.ts";
import { milderReasons, type Suppression, type SuppressionReason, suppressionSchema } from "./suppression.ts";

/** To whom no mail may go, from any newsletter. */
export const suppressionStore = (table: Table) => ({
  /** Those of `ids` that no mail may go to, read consistently. */
  async suppressedAmong(ids: readonly string[]): Promise<Set<string>> {
    const items = await getNearItems(table, ids.map(suppressionKey));
    return new Set(items.filter(isInForce).map(({ sk }) => sk));
  },

  /** The suppressions in force among `ids`, read consistently. */
  async suppressions(ids: readonly string[]): Promise<Map<string, Suppression>> {
    const items = await getItems(table, ids.map(suppressionKey));
    return new Map(items.filter(isInForce).map((item) => [item.sk, suppressionSchema.parse(item)]));
  },

  /**
   * Forbids mail to a subscriber's address, from every newsletter. The worse reason stands, and of one reason the
   * earliest time, so that reports may come twice and in any order. `false` when nothing changed: one as bad stands, or
   * it happened before a suppression as bad was lifted.
   */
  suppress(id: string, reason: SuppressionReason, at: Instant): Promise<boolean> {
    const milder = milderReasons(reason).map((each, place) => [`:milder${place}`, each] as const);
    const isMilder = (attribute: string) => milder.map(([name]) => ` OR ${attribute} = ${name}`).join("");
    return updateIf(table, {
      Key: suppressionKey(id),
      UpdateExpression: "SET #reason = :reason, #at = :at",
      ConditionExpression:
        `(attribute_not_exists(liftedAt) OR liftedAt <= :at${isMilder("lifted")}) AND ` +
        `(attribute_not_exists(#reason)${isMilder("#reason")} OR (#reason = :reason AND #at > :at))`,
      ExpressionAttributeNames: { "#reason": "reason", "#at": "at" },
      ExpressionAttributeValues: { ":reason": reason, ":at": at, ...Object.fromEntries(milder) },
    });
  },

  /** `false` when the address is not suppressed; nothing changes then. */
  liftSuppression(id: string, at: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: suppressionKey(id),
      UpdateExpression: "SET liftedAt = :liftedAt, lifted = #reason REMOVE #reason, #at",
      ConditionExpression: "attribute_exists(#reason)",
      ExpressionAttributeNames: { "#reason": "reason", "#at": "at" },
      ExpressionAttributeValues: { ":liftedAt": at },
    });
  },

  /** Every suppression in force, of whatever newsletter, in order of id, from the first after `after`. */
  async *suppressed(after = "0"): AsyncGenerator<Suppression & { id: string }, void, undefined> {
    for (const shard of shards) {
      if (after !== "0" && shard < shardOf(after)) continue;
      const query = {
        KeyConditionExpression: "pk = :pk AND sk > :after",
        ExpressionAttributeValues: { ":pk": `#suppression#${shard}`, ":after": after },
        ConsistentRead: true,
      };
      for await (const item of queryItems(table, query) as AsyncGenerator<Item>)
        if (isInForce(item)) yield { id: item.sk, ...suppressionSchema.parse(item) };
    }
  },

  /** When a suppression of the address was lifted last. */
  async suppressionLiftedAt(id: string): Promise<Instant | undefined> {
    const [item] = await getItems(table, [suppressionKey(id)]);
    return instantSchema.optional().parse(item?.liftedAt);
  },
});

export const suppressionKey = (id: string): Key => ({ pk: `#suppression#${shardOf(id)}`, sk: id });

/** A lifted suppression leaves its item, so that what is reported late cannot bring it back. */
export const isInForce = (suppression: Item): boolean => suppression.reason !== undefined;

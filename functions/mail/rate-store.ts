import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Key, putIfAbsent, type Table, updatedIf, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { isIdle, newRate, overdraftMs, type Rate, rateSchema, startsWithinMs, unknownLimit } from "./rate.ts";

/**
 * The mail table. Partition `rate#<region>`, one item: how fast that region's account may send, and up to when its slots
 * are taken. Every write is on the revision it was decided on, and one that is lost loses slots, never order.
 */
export const rateStore = (table: Table, region: string) => {
  const Key: Key = { pk: `rate#${region}`, sk: "RATE" };

  /** Read consistently; an account that nothing is known of sends as slowly as a sandbox. */
  const read = async (now: number): Promise<Rate> => {
    for (;;) {
      const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
      if (Item) return rateSchema.parse(Item);
      await putIfAbsent(table, { ...Key, ...newRate(unknownLimit, now) });
    }
  };

  /** Takes what lies between `nextAt` and `costMs` later; the start, or `undefined` when `rate` is not how it stands. */
  const take = async (
    rate: Rate,
    { now, costMs, withinMs = startsWithinMs }: { now: number; costMs: number; withinMs?: number },
  ): Promise<number | undefined> => {
    const cost = milliseconds(costMs);
    const { revision } = rate;
    if (isIdle(rate, now)) {
      const startsAt = milliseconds(now);
      const taken = await updateIf(table, {
        Key,
        UpdateExpression: "SET nextAt = :end",
        // A number that jumped away from under us is another clock's, and still the one that we saw.
        ConditionExpression: "revision = :revision AND (nextAt < :now OR nextAt = :seen)",
        ExpressionAttributeValues: {
          ":revision": revision,
          ":now": startsAt,
          ":seen": rate.nextAt,
          ":end": milliseconds(startsAt + cost),
        },
      });
      return taken ? startsAt : undefined;
    }
    const after = await updatedIf(table, {
      Key,
      UpdateExpression: "SET nextAt = nextAt + :cost",
      ConditionExpression: "revision = :revision AND nextAt BETWEEN :now AND :latest",
      ExpressionAttributeValues: {
        ":revision": revision,
        ":now": milliseconds(now),
        ":latest": milliseconds(now + withinMs),
        ":cost": cost,
      },
    });
    return after && milliseconds(rateSchema.parse(after).nextAt - cost);
  };

  /** One slot ahead of its time, paid for by those who come later; `false` when the last such mail was just now. */
  const overdraw = (rate: Rate, { now, costMs }: { now: number; costMs: number }): Promise<boolean> =>
    updateIf(table, {
      Key,
      UpdateExpression: "SET nextAt = nextAt + :cost, overdrawnUntil = :until",
      ConditionExpression:
        "revision = :revision AND nextAt >= :now AND (attribute_not_exists(overdrawnUntil) OR overdrawnUntil <= :now)",
      ExpressionAttributeValues: {
        ":revision": rate.revision,
        ":now": milliseconds(now),
        ":cost": milliseconds(costMs),
        ":until": milliseconds(now + overdraftMs(costMs)),
      },
    });

  /** `false` when somebody else changed the rate since `rate` was read. */
  const cut = (rate: Rate, after: NonNullable<Rate["cut"]>): Promise<boolean> =>
    updateIf(table, {
      Key,
      UpdateExpression: "SET cut = :cut, revision = revision + :one",
      ConditionExpression: "revision = :revision",
      ExpressionAttributeValues: { ":revision": rate.revision, ":cut": after, ":one": 1 },
    });

  /** Notes what SES allows; `false` when somebody else changed the rate since `rate` was read. */
  const allow = (rate: Rate, quota: { limit: number; leftToday: number; at: Instant }): Promise<boolean> => {
    const limited = Number.isFinite(quota.leftToday);
    return updateIf(table, {
      Key,
      UpdateExpression:
        "SET #limit = :limit, quotaAt = :at, revision = revision + :step" +
        (limited ? ", leftToday = :left" : " REMOVE leftToday"),
      ConditionExpression: "revision = :revision",
      ExpressionAttributeNames: { "#limit": "limit" },
      ExpressionAttributeValues: {
        ":revision": rate.revision,
        ":limit": quota.limit,
        ":at": quota.at,
        ":step": quota.limit === rate.limit ? 0 : 1,
        ...(limited && { ":left": quota.leftToday }),
      },
    });
  };

  return { read, take, overdraw, cut, allow };
};
export type RateStore = ReturnType<typeof rateStore>;

/** To the microsecond: sums in the store are decimal. */
const milliseconds = (value: number): number => Math.round(value * 1000) / 1000;

import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Key, putIfAbsent, type Table, updatedIf, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import {
  firstDue,
  isIdle,
  newRate,
  overdraftMs,
  type Rate,
  rateSchema,
  startsWithinMs,
  tracksAfter,
  unknownLimit,
} from "./rate.ts";

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

  /**
   * Takes what lies between the next slot of `tracks`, which are due at one moment, and `costMs` later; the start, or
   * `undefined` when `rate` is not how it stands. Of several tracks one that somebody else took meanwhile is not taken:
   * another is due sooner.
   */
  const take = async (
    rate: Rate,
    input: { now: number; tracks: readonly number[]; costMs: number; withinMs?: number },
  ): Promise<number | undefined> => {
    const { now, tracks, costMs, withinMs = startsWithinMs } = input;
    const cost = milliseconds(costMs);
    const startsAt = milliseconds(firstDue(rate, now));
    const isOnlyTrack = rate.tracks.length === 1;
    const conditions = ["revision = :revision"];
    const values: Record<string, number> = { ":revision": rate.revision, ":now": milliseconds(now) };
    const sets: string[] = [];
    for (const track of tracks) {
      const seen = rate.tracks[track] as number;
      if (isIdle(seen, now)) {
        // A number that jumped away from under us is another clock's, and still the one that we saw.
        conditions.push(`(tracks[${track}] < :now OR tracks[${track}] = :seen${track})`);
        sets.push(`tracks[${track}] = :end`);
        values[`:seen${track}`] = seen;
        values[":end"] = milliseconds(startsAt + cost);
      } else {
        conditions.push(`tracks[${track}] BETWEEN :now AND :latest`);
        sets.push(`tracks[${track}] = tracks[${track}] + :cost`);
        values[":latest"] = isOnlyTrack ? milliseconds(now + withinMs) : seen;
        values[":cost"] = cost;
      }
    }
    const after = await updatedIf(table, {
      Key,
      UpdateExpression: `SET ${sets.join(", ")}`,
      ConditionExpression: conditions.join(" AND "),
      ExpressionAttributeValues: values,
    });
    return after && milliseconds((rateSchema.parse(after).tracks[tracks[0] as number] as number) - cost);
  };

  /** One slot ahead of its time, paid for by those who come later; `false` when the last such mail was just now. */
  const overdraw = (rate: Rate, { now, costMs }: { now: number; costMs: number }): Promise<boolean> => {
    const track = `tracks[${rate.tracks.indexOf(Math.min(...rate.tracks))}]`;
    return updateIf(table, {
      Key,
      UpdateExpression: `SET ${track} = ${track} + :cost, overdrawnUntil = :until`,
      ConditionExpression: `revision = :revision AND ${track} >= :now AND (attribute_not_exists(overdrawnUntil) OR overdrawnUntil <= :now)`,
      ExpressionAttributeValues: {
        ":revision": rate.revision,
        ":now": milliseconds(now),
        ":cost": milliseconds(costMs * rate.tracks.length),
        ":until": milliseconds(now + overdraftMs(costMs)),
      },
    });
  };

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
    const tracks = tracksAfter(rate, quota.limit);
    const isAnother = tracks !== rate.tracks;
    // What is sold meanwhile of a track counts for where the new ones begin.
    const seen = isAnother ? rate.tracks.map((nextAt, track) => [`:seen${track}`, nextAt] as const) : [];
    return updateIf(table, {
      Key,
      UpdateExpression:
        "SET #limit = :limit, quotaAt = :at, revision = revision + :step" +
        (isAnother ? ", tracks = :tracks" : "") +
        (limited ? ", leftToday = :left" : " REMOVE leftToday"),
      ConditionExpression: ["revision = :revision", ...seen.map(([name], track) => `tracks[${track}] = ${name}`)].join(
        " AND ",
      ),
      ExpressionAttributeNames: { "#limit": "limit" },
      ExpressionAttributeValues: {
        ":revision": rate.revision,
        ":limit": quota.limit,
        ":at": quota.at,
        ":step": quota.limit === rate.limit && !isAnother ? 0 : 1,
        ...(isAnother && { ":tracks": tracks, ...Object.fromEntries(seen) }),
        ...(limited && { ":left": quota.leftToday }),
      },
    });
  };

  return { read, take, overdraw, cut, allow };
};
export type RateStore = ReturnType<typeof rateStore>;

/** To the microsecond: sums in the store are decimal. */
const milliseconds = (value: number): number => Math.round(value * 1000) / 1000;

import { putAllIfAbsent, putIfAbsent, type Table, updateIf } from "../core/store.ts";
import { subscriberKey } from "./store.ts";
import type { Imported, Subscriber } from "./subscriber.ts";
import type { Change } from "./take-in.ts";

/** What lists write to subscribers: each write only on the state that it was decided on. */
export const listStore = (table: Table) => ({
  /** Adds those who are not there in any state, in few requests; says of each whether they were added. */
  addAll(subscribers: readonly Subscriber[]): Promise<boolean[]> {
    const items = subscribers.map((subscriber) => ({
      ...subscriberKey(subscriber.newsletterId, subscriber.id),
      ...subscriber,
    }));
    return putAllIfAbsent(table, items);
  },

  /** `false` when the state it was decided on is no longer there, and nothing changed. */
  write(newsletterId: string, id: string, change: SubscriberChange): Promise<boolean> {
    const key = subscriberKey(newsletterId, id);
    if (change.kind === "add") return putIfAbsent(table, { ...key, ...change.subscriber });
    if (change.kind === "leave") return leave(table, key, change);
    return change.kind === "confirm" ? confirm(table, key, change) : prove(table, key, change.imported);
  },
});
export type ListStore = ReturnType<typeof listStore>;

export type SubscriberChange = Exclude<Change, { kind: "suppress" }>;

type SubscriberKey = ReturnType<typeof subscriberKey>;

const leave = (table: Table, Key: SubscriberKey, { leftAt, at }: Extract<Change, { kind: "leave" }>) =>
  updateIf(table, {
    Key,
    UpdateExpression: "SET #state = :unsubscribed, unsubscribedAt = :at",
    ConditionExpression: `attribute_exists(pk) AND #state <> :unsubscribed ${
      leftAt ? "AND (attribute_not_exists(consent) OR consent.askedAt <= :leftAt)" : ""
    }`,
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: { ":unsubscribed": "unsubscribed", ":at": at, ...(leftAt && { ":leftAt": leftAt }) },
  });

const confirm = (
  table: Table,
  Key: SubscriberKey,
  { imported, preferences, at }: Extract<Change, { kind: "confirm" }>,
) =>
  updateIf(table, {
    Key,
    UpdateExpression: "SET #state = :confirmed, confirmedAt = :at, imported = :imported, preferences = :preferences",
    ConditionExpression: "#state = :pending",
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: {
      ":confirmed": "confirmed",
      ":pending": "pending",
      ":at": at,
      ":imported": imported,
      ":preferences": preferences,
    },
  });

const prove = (table: Table, Key: SubscriberKey, imported: Imported) =>
  updateIf(table, {
    Key,
    UpdateExpression: "SET imported = :imported",
    ConditionExpression:
      "#state = :confirmed AND attribute_exists(imported) AND " +
      "(attribute_not_exists(imported.askedAt) OR imported.askedAt > :askedAt)",
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: { ":confirmed": "confirmed", ":imported": imported, ":askedAt": imported.askedAt },
  });

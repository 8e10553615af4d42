import { GetCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { deleteIf, type Key, putIfAbsent, queryItems, type Table, updateIf } from "../core/store.ts";
import { addMilliseconds, hour, type Instant } from "../core/time.ts";
import { type Asked, askedSchema } from "./confirmation.ts";
import { confirmationKey } from "./confirmation-store.ts";
import { outboxStore } from "./outbox-store.ts";
import {
  type Breaker,
  breakerSchema,
  closedFor,
  healthFrom,
  hourOf,
  type MailsOfHour,
  mailsOfHourSchema,
} from "./sign-up-health.ts";
import { turnStore } from "./turn-store.ts";

/** What signing up keeps beside the people: what is promised, who had a turn, who was asked, and how its mails fare. */
export const signUpStore = (table: Table) => ({
  ...outboxStore(table),
  ...turnStore(table),

  /** Notes that somebody is asked to confirm; noted again, nothing changes. */
  async noteAsked(asked: Asked): Promise<void> {
    await putIfAbsent(table, { ...askedKey(asked), ...asked });
  },

  /** Who was asked to confirm before `before`, earliest first, at most `most`. */
  async askedBefore(before: Instant, most: number): Promise<Asked[]> {
    const { Items = [] } = await table.db.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: "pk = :pk AND sk < :before",
        ExpressionAttributeValues: { ":pk": askedPartition, ":before": before },
        Limit: most,
      }),
    );
    return Items.map((item) => askedSchema.parse(item));
  },

  async strikeAsked(asked: Asked): Promise<void> {
    await deleteIf(table, { Key: askedKey(asked), ConditionExpression: "attribute_exists(pk)" });
  },

  /** Counts what became of a mail that was sent at `sentAt` and asks somebody to confirm their address. */
  async count(newsletterId: string, sentAt: Instant, what: "sent" | "confirmed" | "bounced"): Promise<void> {
    await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { pk: signUpPartition(newsletterId), sk: `hour#${hourOf(sentAt)}` },
        UpdateExpression: "SET #hour = :hour ADD #what :one",
        ExpressionAttributeNames: { "#what": what, "#hour": "hour" },
        ExpressionAttributeValues: { ":one": 1, ":hour": hourOf(sentAt) },
      }),
    );
  },

  /** Counts that somebody's confirmation mail of `sentAt` came back: once, however often it is told. */
  async countBounce(newsletterId: string, subscriberId: string, sentAt: Instant): Promise<void> {
    const isNew = await updateIf(table, {
      Key: confirmationKey(subscriberId),
      UpdateExpression: "SET bouncedAt = :at",
      ConditionExpression: "attribute_exists(lastAt) AND (attribute_not_exists(bouncedAt) OR bouncedAt < lastAt)",
      ExpressionAttributeValues: { ":at": sentAt },
    });
    if (isNew) await this.count(newsletterId, sentAt, "bounced");
  },

  /** The hours that count now: not those before the form was opened by hand. */
  async mailsByHour(newsletterId: string, at: Instant): Promise<MailsOfHour[]> {
    const { openedAt = "" } = await this.breaker(newsletterId);
    const from = healthFrom(at);
    return this.hoursSince(newsletterId, openedAt > from ? hourOf(addMilliseconds(openedAt, hour)) : from);
  },

  /** What became of confirmation mails, by hour; `from` is the first. */
  async hoursSince(newsletterId: string, from: Instant): Promise<MailsOfHour[]> {
    const hours: MailsOfHour[] = [];
    const query = {
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
      ExpressionAttributeValues: { ":pk": signUpPartition(newsletterId), ":from": `hour#${from}`, ":to": "hour#~" },
    };
    for await (const item of queryItems(table, { ...query, ConsistentRead: true }))
      hours.push(mailsOfHourSchema.parse(item));
    return hours;
  },

  async breaker(newsletterId: string): Promise<Breaker> {
    const Key = breakerKey(newsletterId);
    const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
    return breakerSchema.parse(Item ?? {});
  },

  /** Closes the form for a day; `false` when it is closed already. */
  close(newsletterId: string, because: NonNullable<Breaker["because"]>, at: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: breakerKey(newsletterId),
      UpdateExpression: "SET closedUntil = :until, because = :because",
      ConditionExpression: "attribute_not_exists(closedUntil) OR closedUntil <= :at",
      ExpressionAttributeValues: { ":until": addMilliseconds(at, closedFor), ":because": because, ":at": at },
    });
  },

  /** Opens the form; what came back before now counts no more. `false` when it was not closed. */
  open(newsletterId: string, at: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: breakerKey(newsletterId),
      UpdateExpression: "SET openedAt = :at REMOVE closedUntil, because",
      ConditionExpression: "closedUntil > :at",
      ExpressionAttributeValues: { ":at": at },
    });
  },
});
export type SignUpStore = ReturnType<typeof signUpStore>;

const askedPartition = "#pending";
const askedKey = ({ askedAt, newsletterId, subscriberId }: Asked): Key => ({
  pk: askedPartition,
  sk: `${askedAt}#${newsletterId}#${subscriberId}`,
});
const signUpPartition = (newsletterId: string): string => `#sign-up#${newsletterId}`;
const breakerKey = (newsletterId: string): Key => ({ pk: signUpPartition(newsletterId), sk: "breaker" });

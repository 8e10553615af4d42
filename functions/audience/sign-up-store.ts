import { GetCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { deleteIf, type Key, putIf, putIfAbsent, queryItems, type Table, updateIf } from "../core/store.ts";
import { addMilliseconds, type Instant } from "../core/time.ts";
import { type Asked, askedSchema } from "./confirmation.ts";
import { confirmationKey } from "./confirmation-store.ts";
import { isAbout, type Job, jobSchema } from "./outbox.ts";
import { shardOf, shards } from "./shard.ts";
import {
  type Breaker,
  breakerSchema,
  closedFor,
  healthFrom,
  hourOf,
  type MailsOfHour,
  mailsOfHourSchema,
} from "./sign-up-health.ts";
import { type TurnLimit, withTurn } from "./turns.ts";

/**
 * What signing up keeps beside the people, in the audience table. Partition `#outbox#<shard>`: mails promised. Partition
 * `#turns#<what>`: when a network, a domain or a subscriber, by its keyed hash, had its turns. Partition `#pending`: who was asked to
 * confirm, by keyed hash and in order of time. Partition `#sign-up#<newsletter>`: what became of its confirmation mails
 * by hour, and the breaker of its form.
 */
export const signUpStore = (table: Table) => ({
  /** Keeps a mail that is promised; `false` when the same is promised already. */
  promise(job: Job): Promise<boolean> {
    return putIfAbsent(table, { ...jobKey(job), ...job });
  },

  /** What is promised to the people of one shard. */
  async promised(shard: string): Promise<Job[]> {
    const found: Job[] = [];
    for await (const item of queryItems(table, inPartition(`#outbox#${shard}`))) found.push(jobSchema.parse(item));
    return found;
  },

  /** Strikes out a promise that was kept or cannot be; `false` when another has taken its place. */
  settle(job: Job): Promise<boolean> {
    return deleteIf(table, {
      Key: jobKey(job),
      ConditionExpression: "#at = :at",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: { ":at": job.at },
    });
  },

  /** Everything that is promised to somebody by one newsletter, or that they asked for another address. */
  async promisedTo(newsletterId: string, subscriberId: string): Promise<Job[]> {
    const jobs = await Promise.all(shards.map((shard) => this.promised(shard)));
    return jobs.flat().filter((job) => isAbout(job, newsletterId, subscriberId));
  },

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

  /** Takes a turn of `id`'s, on however many processes; `false` when that is too many, or others take turns faster. */
  async takeTurn(what: "network" | "domain" | "wish", id: string, at: Instant, limit: TurnLimit): Promise<boolean> {
    const Key = { pk: `#turns#${what}`, sk: id };
    const expiresAt = Math.ceil((Date.parse(at) + limit.withinMilliseconds) / 1000);
    // Most networks come for the first time, and need not be read.
    const first = { ...Key, turns: withTurn([], at, limit), version: 1, expiresAt };
    if (what === "network" && (await putIfAbsent(table, first))) return true;
    for (let tries = 0; tries < mostTries; tries++) {
      const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
      const before = (Item?.turns ?? []) as number[];
      const version = Number(Item?.version ?? 0);
      const turns = withTurn(before, at, limit);
      if (!turns) return false;
      const taken = await putIf(
        table,
        { ...Key, turns, version: version + 1, expiresAt },
        Item
          ? { ConditionExpression: "version = :version", ExpressionAttributeValues: { ":version": version } }
          : { ConditionExpression: "attribute_not_exists(pk)" },
      );
      if (taken) return true;
    }
    return false;
  },

  /** Forgets how often a subscriber asked for another address. */
  async forgetWishes(id: string): Promise<void> {
    await deleteIf(table, { Key: { pk: "#turns#wish", sk: id }, ConditionExpression: "attribute_exists(pk)" });
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
    return this.hoursSince(newsletterId, openedAt > from ? hourOf(addMilliseconds(openedAt, oneHour)) : from);
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

const mostTries = 5;
const oneHour = 60 * 60 * 1000;

export const jobKey = ({
  kind,
  newsletterId,
  subscriberId,
}: Pick<Job, "kind" | "newsletterId" | "subscriberId">): Key => ({
  pk: `#outbox#${shardOf(subscriberId)}`,
  sk: `${subscriberId}#${newsletterId}#${kind}`,
});
const askedPartition = "#pending";
const askedKey = ({ askedAt, newsletterId, subscriberId }: Asked): Key => ({
  pk: askedPartition,
  sk: `${askedAt}#${newsletterId}#${subscriberId}`,
});
const signUpPartition = (newsletterId: string): string => `#sign-up#${newsletterId}`;
const breakerKey = (newsletterId: string): Key => ({ pk: signUpPartition(newsletterId), sk: "breaker" });

const inPartition = (pk: string) => ({
  KeyConditionExpression: "pk = :pk",
  ExpressionAttributeValues: { ":pk": pk },
  ConsistentRead: true,
});

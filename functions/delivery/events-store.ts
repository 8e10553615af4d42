import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { derivedId } from "../core/ids.ts";
import { deleteIf, type Key, putIf, putIfAbsent, queryItems, type Table } from "../core/store.ts";
import { addMilliseconds, day, type Instant, instantSchema } from "../core/time.ts";
import type { Reported } from "./deliverability.ts";
import type { DeliveryPlace } from "./delivery-place.ts";
import { type Evidence, type EvidenceKind, evidenceKinds } from "./evidence.ts";
import type { SoftBounce } from "./soft-bounces.ts";

/** One thing that came back about one delivery. */
const keptAnswerSchema = z.object({
  kind: z.enum(evidenceKinds),
  try: z.int(),
  at: instantSchema,
  words: z.string(),
  said: z.string().optional(),
});
export type KeptAnswer = z.infer<typeof keptAnswerSchema>;

/** What events say of deliveries of one chunk: marks by kind (`evidence.ts`), at least one. */
export type EventMarks = Pick<DeliveryPlace, "issueId" | "shard" | "chunk"> & {
  kinds: Partial<Record<EvidenceKind | keyof Reported, Set<number>>>;
};

const marks = z.set(z.number()).default(new Set());
const reportedSchema = z.object({
  ...{ delivered: marks, delayed: marks, bounced: marks, bouncedHard: marks, bouncedSoft: marks },
  ...{ complained: marks, rejected: marks },
});
const evidenceSchema = z.object({
  ...{ sent: marks, delivered: marks, delayed: marks, bounced: marks, complained: marks, rejected: marks },
});
const softBounceSchema = z.object({ issueId: z.string(), sentAt: instantSchema });

const rawDays = 30;
const longestRaw = 100_000;

/**
 * What SES reports, in the ledger's table; none of it changes by a double or by disorder. Partition `<issue>#<shard>`:
 * `E#<chunk>` sets of marks that only grow; `B#<chunk>#<index>#<try>#<kind>` the last answer of its kind. Partition
 * `#soft-bounces#<subscriber>`: one item a message. Partition `#unread-events`: what could not be read, for 30 days.
 */
export const eventsStore = (table: Table) => ({
  /** Notes of which deliveries of a chunk events came, by kind; bounces that count against the list by theirs, too. */
  async addEvidence({ chunk, kinds, ...partOf }: EventMarks): Promise<void> {
    const marked = Object.entries(kinds).map(([kind, found], place) => ({ kind, found, place }));
    await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...partition(partOf), sk: `E#${chunk}` },
        UpdateExpression: `ADD ${marked.map(({ place }) => `#kind${place} :marks${place}`).join(", ")}`,
        ExpressionAttributeNames: Object.fromEntries(marked.map(({ kind, place }) => [`#kind${place}`, kind])),
        ExpressionAttributeValues: Object.fromEntries(marked.map(({ found, place }) => [`:marks${place}`, found])),
      }),
    );
  },

  /** What events say of the deliveries of one chunk, read consistently. */
  async evidence({ chunk, ...partOf }: Pick<DeliveryPlace, "issueId" | "shard" | "chunk">): Promise<Evidence> {
    const Key = { ...partition(partOf), sk: `E#${chunk}` };
    const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
    return evidenceSchema.parse(Item ?? {});
  },

  /** What was reported of each chunk of a shard, or only what is of some `kinds`, read consistently. */
  async *reported(
    issueId: string,
    shard: string,
    kinds: readonly (keyof Reported)[] = reportedKinds,
  ): AsyncGenerator<Reported, void, undefined> {
    const query = { ...under(partition({ issueId, shard }).pk, "E#"), ...only(kinds), Limit: chunksAPage };
    for await (const item of queryItems(table, query)) yield reportedSchema.parse(item);
  },

  /** Keeps an answer; of one kind the last one, as servers repeat themselves while SES tries again. */
  async keepAnswer(place: DeliveryPlace, answer: Omit<KeptAnswer, "try">): Promise<void> {
    const sk = `${answersOf(place)}${place.try}#${answer.kind}`;
    await putIf(
      table,
      { ...partition(place), sk, try: place.try, ...answer },
      {
        ConditionExpression: "attribute_not_exists(pk) OR #at < :at",
        ExpressionAttributeNames: { "#at": "at" },
        ExpressionAttributeValues: { ":at": answer.at },
      },
    );
  },

  /** All that came back about a recipient of an issue, over all tries, in order of time. */
  async answers(place: Omit<DeliveryPlace, "try">): Promise<KeptAnswer[]> {
    const kept: KeptAnswer[] = [];
    for await (const item of queryItems(table, under(partition(place).pk, answersOf(place))))
      kept.push(keptAnswerSchema.parse(item));
    return kept.sort((one, other) => (one.at < other.at ? -1 : 1));
  },

  /** Notes a message that came back for now, once however often it is told. */
  async addSoftBounce(subscriberId: string, messageId: string, bounce: SoftBounce): Promise<void> {
    await putIfAbsent(table, { ...softBounces(subscriberId), sk: messageId, ...bounce });
  },

  async softBounces(subscriberId: string): Promise<SoftBounce[]> {
    const found: SoftBounce[] = [];
    for await (const item of queryItems(table, under(softBounces(subscriberId).pk, "")))
      found.push(softBounceSchema.parse(item));
    return found;
  },

  /** Keeps what could not be read as it came; the same once. It holds addresses, so it expires. */
  async keepUnread(raw: string, reason: string, at: Instant): Promise<void> {
    const expiresAt = Math.floor(Date.parse(addMilliseconds(at, rawDays * day)) / 1000);
    const item = { raw: raw.slice(0, longestRaw), reason, receivedAt: at, expiresAt };
    await putIfAbsent(table, { pk: unread, sk: derivedId(raw), ...item });
  },

  async forgetSoftBounces(subscriberId: string): Promise<void> {
    for await (const { pk, sk } of queryItems(table, under(softBounces(subscriberId).pk, "")))
      await deleteIf(table, { Key: { pk, sk }, ConditionExpression: "attribute_exists(pk)" });
  },

  /** Deletes events that could not be read and hold an address, however it is spelt. */
  async forgetUnread(address: string): Promise<void> {
    const sought = address.toLowerCase();
    for await (const { pk, sk, raw } of queryItems(table, under(unread, "")))
      if (String(raw).toLowerCase().includes(sought))
        await deleteIf(table, { Key: { pk, sk }, ConditionExpression: "attribute_exists(pk)" });
  },

  /** How many events could not be read, by reason. */
  async countUnread(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for await (const { reason } of queryItems(table, { ...under(unread, ""), ...onlyReason }))
      counts[String(reason)] = (counts[String(reason)] ?? 0) + 1;
    return counts;
  },
});
export type EventsStore = ReturnType<typeof eventsStore>;

const unread = "#unread-events";
/** A chunk's marks are two kilobytes, and a hundred once they are read: a whole page of them is not held. */
const chunksAPage = 64;
/** That they were sent, which weighs as much as all the rest, the claims say, too. */
const reportedKinds = Object.keys(reportedSchema.shape) as (keyof Reported)[];
const only = (kinds: readonly (keyof Reported)[]) => ({
  ProjectionExpression: kinds.map((_, place) => `#kind${place}`).join(", "),
  ExpressionAttributeNames: Object.fromEntries(kinds.map((kind, place) => [`#kind${place}`, kind])),
});
const onlyReason = { ProjectionExpression: "#reason", ExpressionAttributeNames: { "#reason": "reason" } };

const partition = ({ issueId, shard }: Pick<DeliveryPlace, "issueId" | "shard">): Pick<Key, "pk"> => ({
  pk: `${issueId}#${shard}`,
});
const answersOf = ({ chunk, index }: Pick<DeliveryPlace, "chunk" | "index">): string => `B#${chunk}#${index}#`;
const softBounces = (subscriberId: string): Pick<Key, "pk"> => ({ pk: `#soft-bounces#${subscriberId}` });

const under = (pk: string, prefix: string) => ({
  KeyConditionExpression: prefix === "" ? "pk = :pk" : "pk = :pk AND begins_with(sk, :prefix)",
  ExpressionAttributeValues: { ":pk": pk, ...(prefix !== "" && { ":prefix": prefix }) },
  ConsistentRead: true,
});

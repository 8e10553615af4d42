import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { variantSchema } from "../core/rendition.ts";
import { type Key, putIf, putIfAbsent, queryItems, type Table, updateIf } from "../core/store.ts";
import { instantSchema } from "../core/time.ts";
import { type Delivery, deliveryStates } from "./delivery.ts";
import { type Run, runSchema } from "./run.ts";

/** A part of the frozen audience, in order of id; an empty one marked `end` closes its shard. */
export const manifestSchema = z.object({
  chunk: z.string(),
  members: z.array(z.object({ id: z.string(), variant: variantSchema })),
  end: z.boolean(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Where one delivery stands. `writeId` is drawn by whoever began it, and proves a write of theirs. */
export const recordSchema = z.object({
  index: z.int(),
  try: z.int().positive(),
  state: z.enum(deliveryStates),
  writeId: z.string(),
  at: instantSchema,
  reason: z.string().optional(),
  messageId: z.string().optional(),
});
export type DeliveryRecord = z.infer<typeof recordSchema>;
export type Change = Pick<DeliveryRecord, "state" | "writeId" | "at" | "reason" | "messageId">;

/**
 * The ledger table. Partition `<issue>`: the run. Partition `<issue>#<shard>`: `M#<chunk>` a manifest, written once;
 * `C#<chunk>#<index>` a delivery that was begun or settled (one without an item is pending).
 */
export const deliveryStore = (table: Table) => ({
  async run(issueId: string): Promise<Run | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: runKey(issueId), ConsistentRead: true }),
    );
    return Item && runSchema.parse(Item);
  },

  /** Begins a run; `false` when there is one. */
  begin(run: Run): Promise<boolean> {
    return putIfAbsent(table, { ...runKey(run.issueId), ...run });
  },

  /** Stores the size of the audience; the first to say it is right, because a plan is the same for everybody. */
  planned(issueId: string, audience: number): Promise<boolean> {
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: "SET audience = :audience, #state = :sending",
      ConditionExpression: "#state = :planning",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":audience": audience, ":sending": "sending", ":planning": "planning" },
    });
  },

  async setState(issueId: string, { state, cause }: Pick<Run, "state" | "cause">): Promise<void> {
    await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: runKey(issueId),
        UpdateExpression: `SET #state = :state ${cause ? ", cause = :cause" : "REMOVE cause"}`,
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":state": state, ...(cause && { ":cause": cause }) },
      }),
    );
  },

  /** `false` when somebody planned this chunk before. */
  putManifest(issueId: string, shard: string, manifest: Manifest): Promise<boolean> {
    return putIfAbsent(table, { ...partition(issueId, shard), sk: `M#${manifest.chunk}`, ...manifest });
  },

  /** The manifests of a shard in order, read consistently. */
  async *manifests(issueId: string, shard: string): AsyncGenerator<Manifest, void, undefined> {
    for await (const item of queryItems(table, under(issueId, shard, "M#"))) yield manifestSchema.parse(item);
  },

  /** The records of a shard, or of one of its chunks, read consistently; deliveries that have none are pending. */
  async *records(issueId: string, shard: string, chunk?: string): AsyncGenerator<DeliveryRecord, void, undefined> {
    const prefix = chunk === undefined ? "C#" : `C#${chunk}#`;
    for await (const item of queryItems(table, under(issueId, shard, prefix))) yield recordSchema.parse(item);
  },

  /** Takes a pending delivery to another state; `false` when it is not pending. A write that was ours counts. */
  async start(delivery: Delivery, change: Change): Promise<boolean> {
    const item = { ...recordKey(delivery), index: delivery.index, try: delivery.try, ...change };
    const held = await putIf(table, item, {
      ConditionExpression: "attribute_not_exists(pk) OR #state = :pending",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":pending": "pending" },
    });
    return held || (await standsAs(table, delivery, change));
  },

  /** Takes a delivery from a state on, for whoever began it; `false` when it is in another state, or not theirs. */
  async settle(delivery: Delivery, from: DeliveryRecord["state"], change: Change): Promise<boolean> {
    const item = { ...recordKey(delivery), index: delivery.index, try: delivery.try, ...change };
    const held = await putIf(table, item, {
      ConditionExpression: "#state = :from AND writeId = :writeId",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":from": from, ":writeId": change.writeId },
    });
    return held || (await standsAs(table, delivery, change));
  },
});
export type DeliveryStore = ReturnType<typeof deliveryStore>;

const runKey = (issueId: string): Key => ({ pk: issueId, sk: "RUN" });
const partition = (issueId: string, shard: string) => ({ pk: `${issueId}#${shard}` });
const recordKey = ({ issueId, shard, chunk, index }: Delivery): Key => ({
  ...partition(issueId, shard),
  sk: `C#${chunk}#${String(index).padStart(3, "0")}`,
});

const under = (issueId: string, shard: string, prefix: string) => ({
  KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
  ExpressionAttributeValues: { ":pk": partition(issueId, shard).pk, ":prefix": prefix },
  ConsistentRead: true,
});

/** The store client repeats a write whose answer was lost, and meets its own: a failed condition proves nothing alone. */
const standsAs = async (table: Table, delivery: Delivery, { state, writeId }: Change): Promise<boolean> => {
  const { Item } = await table.db.send(
    new GetCommand({ TableName: table.name, Key: recordKey(delivery), ConsistentRead: true }),
  );
  return Item?.writeId === writeId && Item.state === state;
};

import { isDeepStrictEqual } from "node:util";
import { GetCommand, QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { type Key, putIf, putIfAbsent, queryItems, type Table } from "../core/store.ts";
import { type BatchResult, type IntentClaim, messageIdsOf, resultName, resultSchema } from "./batch-result.ts";
import type { Claim } from "./claim.ts";
import { claimItem, claimOfItem, standingsSchema } from "./claim-item.ts";
import type { Manifest } from "./manifest.ts";
import { manifestItem, manifestItemSchema, manifestOfItem } from "./manifest-item.ts";
import type { AcceptedBatch } from "./neighbours.ts";

/** The chunk of an issue's audience that a claim is about. */
export type Chunk = { issueId: string; shard: string; chunk: string };

/** A chunk of a plan that is finished. */
export type PlannedChunk = { shard: string; chunk: string; size: number };

/** How often a write is tried whose outcome the store did not tell. */
const writeTries = 4;

/**
 * The ledger table; `run-store.ts` has the runs. Partition `<issue>#<shard>`: `M#<chunk>` a manifest, written once;
 * `C#<chunk>` its claim (a chunk without one is pending); `R#<chunk>#<fence>#<version>` what SES said to one batch, by the
 * claim that its intent was written with.
 */
export const deliveryStore = (table: Table) => ({
  /** `false` when somebody planned this chunk before. */
  putManifest(issueId: string, shard: string, manifest: Manifest): Promise<boolean> {
    return putIfAbsent(table, { ...partition(issueId, shard), sk: `M#${manifest.chunk}`, ...manifestItem(manifest) });
  },

  /** The manifests of a shard in order, read consistently. */
  async *manifests(issueId: string, shard: string): AsyncGenerator<Manifest, void, undefined> {
    for await (const item of queryItems(table, under(issueId, shard, "M#"))) yield manifestOfItem(item);
  },

  /** The newest manifest of a shard, read consistently: where planning stands. */
  async lastManifest(issueId: string, shard: string): Promise<Manifest | undefined> {
    const newestFirst = { ...under(issueId, shard, "M#"), ScanIndexForward: false, Limit: 1 };
    for await (const item of queryItems(table, newestFirst)) return manifestOfItem(item);
    return undefined;
  },

  /** Which chunks a shard has, and how many are in each; never changes once the shard is planned. */
  async *chunkSizes(issueId: string, shard: string): AsyncGenerator<PlannedChunk, void, undefined> {
    let last: { chunk: string; position: number } | undefined;
    for await (const item of queryItems(table, { ...under(issueId, shard, "M#"), ...onlyPlace })) {
      const { chunk, position } = placeSchema.parse(item);
      if (last) yield { shard, chunk: last.chunk, size: position - last.position };
      last = { chunk, position };
    }
  },

  async manifest({ issueId, shard, chunk }: Chunk): Promise<Manifest | undefined> {
    const Key = { ...partition(issueId, shard), sk: `M#${chunk}` };
    const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
    return Item && manifestOfItem(Item);
  },

  /** The manifest that a subscriber would stand in: the last one whose lower bound is below the id; read consistently. */
  async manifestFor(issueId: string, shard: string, subscriberId: string): Promise<Manifest | undefined> {
    const newestBelow = {
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :id",
      ExpressionAttributeValues: { ":pk": partition(issueId, shard).pk, ":first": "M#", ":id": `M#${subscriberId}` },
      ScanIndexForward: false,
      Limit: 2,
      ConsistentRead: true,
    };
    for await (const item of queryItems(table, newestBelow)) {
      const manifest = manifestOfItem(item);
      if (manifest.chunk < subscriberId) return manifest;
    }
    return undefined;
  },

  /** Only where the recipients of a shard stand, a byte each (`standing.ts`), chunk by chunk; read consistently. */
  async *standings(issueId: string, shard: string): AsyncGenerator<Uint8Array, void, undefined> {
    const query = { ...under(issueId, shard, "C#"), ProjectionExpression: "standings" };
    for await (const { standings } of queryItems(table, query)) yield standingsSchema.parse(standings);
  },

  /** The claims of a shard in order of chunk, from one on; read consistently. */
  async *claims(issueId: string, shard: string, from = ""): AsyncGenerator<[chunk: string, Claim], void, undefined> {
    for await (const item of queryItems(table, between(issueId, shard, `C#${from}`, "C#~")))
      yield [item.sk.slice(2), claimOfItem(item)];
  },

  /** Read consistently; `undefined` before anybody took it. */
  async claim(place: Chunk): Promise<Claim | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: claimKey(place), ConsistentRead: true }),
    );
    return Item && claimOfItem(Item);
  },

  /**
   * Writes a claim that was decided on the one before it; `false` when that one is no longer the last. Neither a failed
   * condition nor an error proves anything: the item is read again, and the write id says whether the write holds.
   */
  async putClaim(place: Chunk, before: Claim, after: Claim): Promise<boolean> {
    const item = { ...claimKey(place), ...claimItem(after) };
    for (let tries = 1; ; tries++) {
      try {
        if (await putIf(table, item, before.version === 0 ? absent : onVersion(before))) return true;
      } catch (error) {
        if (tries === writeTries) throw error;
      }
      const stored = (await this.claim(place)) ?? before;
      if (stored.writeId === after.writeId) return true;
      if (stored.version !== before.version) return false;
    }
  },

  /**
   * Keeps what SES said to a batch, by the claim that its intent was written with; nothing is ever written over it. The
   * store client repeats a request whose answer is lost, so the same result may be there already.
   */
  async putResult(place: Chunk, intent: IntentClaim, result: BatchResult): Promise<void> {
    const Key = { ...partition(place.issueId, place.shard), sk: `R#${place.chunk}#${resultName(intent)}` };
    for (let tries = 1; !(await putIfAbsent(table, { ...Key, ...result })); tries++) {
      const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
      if (Item && isDeepStrictEqual(resultSchema.parse(Item), result)) return;
      if (Item || tries === writeTries) throw new Error("the result of a batch could not be kept");
    }
  },

  /** What SES said to each batch of the chunk; read consistently. */
  results: (place: Chunk): Promise<BatchResult[]> => resultsOf(table, place),

  /** The message id of everybody in the chunk who is known to have been accepted, by place; read consistently. */
  async messageIds(place: Chunk): Promise<Map<number, string>> {
    return messageIdsOf(await resultsOf(table, place));
  },

  /** Who was accepted, batch by batch, by the results of a shard from a chunk on: one page; read consistently. */
  acceptedFrom({ issueId, shard, chunk }: Chunk): Promise<AcceptedBatch[]> {
    return acceptedPage(table, { issueId, shard }, between(issueId, shard, `R#${chunk}`, "R#~"));
  },

  /** As `acceptedFrom`, of the chunks before it, the last of them first. */
  acceptedBefore({ issueId, shard, chunk }: Chunk): Promise<AcceptedBatch[]> {
    const query = { ...between(issueId, shard, "R#", `R#${chunk}`), ScanIndexForward: false };
    return acceptedPage(table, { issueId, shard }, query);
  },
});
export type DeliveryStore = ReturnType<typeof deliveryStore>;

const resultsOf = async (table: Table, { issueId, shard, chunk }: Chunk): Promise<BatchResult[]> => {
  const found: BatchResult[] = [];
  for await (const item of queryItems(table, under(issueId, shard, `R#${chunk}#`)))
    found.push(resultSchema.parse(item));
  return found;
};

/** Batches in a page: so many hold a full sample even when they are small. */
const batchesAPage = 250;

const acceptedPage = async (
  table: Table,
  { issueId, shard }: Omit<Chunk, "chunk">,
  query: Omit<QueryCommandInput, "TableName">,
): Promise<AcceptedBatch[]> => {
  const { Items = [] } = await table.db.send(
    new QueryCommand({ ...query, TableName: table.name, Limit: batchesAPage }),
  );
  return Items.map((item): AcceptedBatch => {
    const { intentAt, messageIds } = resultSchema.parse(item);
    const chunk = String(item.sk).split("#")[1] ?? "";
    return { place: { issueId, shard, chunk }, intentAt, indices: Object.keys(messageIds).map(Number) };
  });
};

const onlyPlace = {
  ProjectionExpression: "chunk, #position",
  ExpressionAttributeNames: { "#position": "position" },
};
const placeSchema = manifestItemSchema.pick({ chunk: true, position: true });

const partition = (issueId: string, shard: string) => ({ pk: `${issueId}#${shard}` });
const claimKey = ({ issueId, shard, chunk }: Chunk): Key => ({ ...partition(issueId, shard), sk: `C#${chunk}` });

const absent = { ConditionExpression: "attribute_not_exists(pk)" };
const onVersion = ({ version, fence }: Claim) => ({
  ConditionExpression: "#version = :version AND fence = :fence",
  ExpressionAttributeNames: { "#version": "version" },
  ExpressionAttributeValues: { ":version": version, ":fence": fence },
});

const under = (issueId: string, shard: string, prefix: string) => ({
  KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
  ExpressionAttributeValues: { ":pk": partition(issueId, shard).pk, ":prefix": prefix },
  ConsistentRead: true,
});

const between = (issueId: string, shard: string, from: string, to: string) => ({
  KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
  ExpressionAttributeValues: { ":pk": partition(issueId, shard).pk, ":from": from, ":to": to },
  ConsistentRead: true,
});

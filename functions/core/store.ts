import { ConditionalCheckFailedException, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  DeleteCommand,
  type DeleteCommandInput,
  DynamoDBDocumentClient,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { Retryable } from "./errors.ts";
import { inParallel } from "./in-parallel.ts";

/** Every table has a text partition key `pk` and a text sort key `sk`, and no index. */
export type Key = { pk: string; sk: string };
export type Item = Key & Record<string, unknown>;

/** A table as a capability declares it; `infra/` and `local/` make it, and give it its full name. */
export type TableDefinition = { readonly name: string };

/** The document client and a table's full name: what each capability's `store.ts` is built on. */
export type Table = { db: DynamoDBDocumentClient; name: string };

export const documentClient = (client: DynamoDBClient): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

/** A write that holds only under its condition; `false` when the condition did not hold and nothing changed. */
export const putIf = async (
  table: Table,
  item: Item,
  condition: Pick<PutCommandInput, "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues">,
): Promise<boolean> => held(table.db.send(new PutCommand({ TableName: table.name, Item: item, ...condition })));

/** As `putIf`, under the condition that no item has the key yet. */
export const putIfAbsent = (table: Table, item: Item): Promise<boolean> =>
  putIf(table, item, { ConditionExpression: "attribute_not_exists(pk)" });

const batchPutLimit = 25;
const putsAtATime = 8;

/**
 * As `putIfAbsent` for each item, at 25 items a request and eight requests at a time, in no order; says of each whether it
 * was put. What DynamoDB left undone, and all where the server knows no PartiQL, is put one by one.
 */
export const putAllIfAbsent = async (table: Table, items: readonly Item[]): Promise<boolean[]> => {
  const batches = Array.from({ length: Math.ceil(items.length / batchPutLimit) }, (_, each) =>
    items.slice(each * batchPutLimit, (each + 1) * batchPutLimit),
  );
  const put = await inParallel(batches, putsAtATime, async (batch) => {
    const inserted = withoutPartiql.has(table.db) ? [] : await insertAll(table, batch);
    return Promise.all(batch.map((item, place) => inserted[place] ?? putIfAbsent(table, item)));
  });
  return put.flat();
};

/** Servers that were asked once and did not know the operation. */
const withoutPartiql = new WeakSet<DynamoDBDocumentClient>();

/** Of each item whether it was inserted; `undefined` where that is not known. A key that is there already is an error. */
const insertAll = async (table: Table, items: readonly Item[]): Promise<(boolean | undefined)[]> => {
  try {
    const { Responses = [] } = await table.db.send(
      new BatchExecuteStatementCommand({ Statements: items.map((item) => insertion(table, item)) }),
    );
    return Responses.map(({ Error: error }) => {
      if (!error) return true;
      return error.Code === "DuplicateItem" ? false : undefined;
    });
  } catch (error) {
    if ((error as Error).name !== "UnknownOperationException") throw error;
    withoutPartiql.add(table.db);
    return [];
  }
};

/** Attribute names are ours; values are bound. */
const insertion = (table: Table, item: Item) => {
  const attributes = Object.entries(item).filter(([, value]) => value !== undefined);
  return {
    Statement: `INSERT INTO "${table.name}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(", ")}}`,
    Parameters: attributes.map(([, value]) => value),
  };
};

/** An update that holds only under its condition; `false` when it did not hold and nothing changed. */
export const updateIf = (
  table: Table,
  input: Omit<UpdateCommandInput, "TableName"> & { Key: Key; ConditionExpression: string },
): Promise<boolean> => held(table.db.send(new UpdateCommand({ TableName: table.name, ...input })));

/** As `updateIf`, giving the item as it is after the update; `undefined` when the condition did not hold. */
export const updatedIf = async (
  table: Table,
  input: Omit<UpdateCommandInput, "TableName" | "ReturnValues"> & { Key: Key; ConditionExpression: string },
): Promise<Item | undefined> => {
  const update = new UpdateCommand({ TableName: table.name, ...input, ReturnValues: "ALL_NEW" });
  let after: Item | undefined;
  const write = table.db.send(update).then(({ Attributes }) => {
    after = Attributes as Item;
  });
  return (await held(write)) ? after : undefined;
};

/** A delete that holds only under its condition; `false` when it did not hold and nothing changed. */
export const deleteIf = (
  table: Table,
  input: Omit<DeleteCommandInput, "TableName"> & { Key: Key; ConditionExpression: string },
): Promise<boolean> => held(table.db.send(new DeleteCommand({ TableName: table.name, ...input })));

const held = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** All items of a query, page by page, in sort order. */
export async function* queryItems(
  table: Table,
  input: Omit<QueryCommandInput, "TableName">,
): AsyncGenerator<Item, void, undefined> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await table.db.send(
      new QueryCommand({ ...input, TableName: table.name, ...(start && { ExclusiveStartKey: start }) }),
    );
    yield* (page.Items ?? []) as Item[];
    start = page.LastEvaluatedKey;
  } while (start);
}

const batchGetLimit = 100;
const getsAtATime = 4;
const batchGetTries = 8;

/**
 * The items that exist under `keys`, in no order, at 100 keys a request and four requests at a time; what DynamoDB left
 * unprocessed is asked for again. Throws `Retryable` when it leaves keys unprocessed eight times in a row.
 */
export const getItems = async (
  table: Table,
  keys: readonly Key[],
  { consistent = true, fields }: { consistent?: boolean; fields?: readonly string[] } = {},
): Promise<Item[]> => {
  const projection = fields && {
    ProjectionExpression: fields.map((_, at) => `#f${at}`).join(", "),
    ExpressionAttributeNames: Object.fromEntries(fields.map((field, at) => [`#f${at}`, field])),
  };
  const batches = Array.from({ length: Math.ceil(keys.length / batchGetLimit) }, (_, each) =>
    keys.slice(each * batchGetLimit, (each + 1) * batchGetLimit),
  );
  const found = await inParallel(batches, getsAtATime, async (batch) => {
    const items: Item[] = [];
    let pending: Key[] | undefined = batch;
    for (let tries = 0; pending; tries++) {
      if (tries === batchGetTries) throw new Retryable("the store left keys unprocessed eight times");
      if (tries > 0) await new Promise((done) => setTimeout(done, 25 * 2 ** tries));
      const answer = await table.db.send(
        new BatchGetCommand({
          RequestItems: { [table.name]: { Keys: pending, ConsistentRead: consistent, ...projection } },
        }),
      );
      items.push(...((answer.Responses?.[table.name] ?? []) as Item[]));
      pending = answer.UnprocessedKeys?.[table.name]?.Keys as Key[] | undefined;
    }
    return items;
  });
  return found.flat();
};

/** From so many keys of one partition on, the stretch between them costs less than each by its key. */
const nearFrom = 8;

/**
 * As `getItems`, for keys that stand close together in order: those of one partition are read as a stretch, at a unit for
 * 4 KB in place of one each, there or not. Where others stand between them, twice as many are read, and the rest by key.
 */
export const getNearItems = async (table: Table, keys: readonly Key[]): Promise<Item[]> => {
  const partitions = [...Map.groupBy(keys, ({ pk }) => pk).values()];
  const far = partitions.filter(({ length }) => length < nearFrom).flat();
  const near = partitions.filter(({ length }) => length >= nearFrom);
  const found = await Promise.all([getItems(table, far), ...near.map((each) => getStretch(table, each))]);
  return found.flat();
};

const getStretch = async (table: Table, keys: readonly Key[]): Promise<Item[]> => {
  const inOrder = keys.map(({ sk }) => sk).sort();
  const wanted = new Set(inOrder);
  const stretch = new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
    ExpressionAttributeValues: { ":pk": keys[0]?.pk, ":first": inOrder[0], ":last": inOrder.at(-1) },
    Limit: 2 * wanted.size,
    ConsistentRead: true,
  });
  const { Items = [], LastEvaluatedKey: end } = await table.db.send(stretch);
  const beyond = end ? keys.filter(({ sk }) => sk > (end as Key).sk) : [];
  const items = (Items as Item[]).filter(({ sk }) => wanted.has(sk));
  return [...items, ...(await getItems(table, beyond))];
};

import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Key, putIfAbsent, queryItems, type Table, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { type ApiKey, apiKeySchema } from "./api-key.ts";

/** The API keys in the console's table; one that was revoked stays, so that the list says what there was. */
export const keyStore = (table: Table) => ({
  async get(id: string): Promise<ApiKey | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: keyOf(id), ConsistentRead: true }),
    );
    return Item && apiKeySchema.parse(Item.apiKey);
  },

  /** Keeps a new key; `false` when there is one of its id, which stays as it is. */
  async add(apiKey: ApiKey): Promise<boolean> {
    return putIfAbsent(table, { ...keyOf(apiKey.id), apiKey });
  },

  /** Every key there ever was, the newest first. */
  async list(): Promise<ApiKey[]> {
    const found: ApiKey[] = [];
    const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": pk } };
    for await (const item of queryItems(table, { ...query, ConsistentRead: true }))
      found.push(apiKeySchema.parse(item.apiKey));
    return found.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  },

  /** Ends a key for good; `false` when there is none of this id that is not revoked yet. */
  async revoke(id: string, now: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: keyOf(id),
      UpdateExpression: "SET apiKey.revokedAt = :now",
      ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(apiKey.revokedAt)",
      ExpressionAttributeValues: { ":now": now },
    });
  },
});
export type KeyStore = ReturnType<typeof keyStore>;

const pk = "key";
const keyOf = (id: string): Key => ({ pk, sk: id });

import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { TableDefinition } from "./store.ts";

/** So long a table is taken for the one that it was: restoring one takes longer. */
const freshMs = 60_000;

/**
 * What the store itself says of tables, for each its full name and the id that it was given when it was made: one that
 * was restored has another, even under the same name. Asked again after a minute.
 */
export const describeTables = (
  client: DynamoDBClient,
  tables: readonly { definition: TableDefinition; name: string }[],
  now = () => performance.now(),
): (() => Promise<Record<string, string>>) => {
  let known: { identity: Record<string, string>; at: number } | undefined;
  return async () => {
    if (known && now() - known.at < freshMs) return known.identity;
    const asked = tables.map(async ({ definition, name }) => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
      // A server that stands in for DynamoDB may give no ids.
      const id = Table?.TableId ?? Table?.CreationDateTime?.toISOString() ?? "";
      return [definition.name, `${name} ${id}`] as const;
    });
    known = { identity: Object.fromEntries(await Promise.all(asked)), at: now() };
    return known.identity;
  };
};

import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { putIf, putIfAbsent, type Table } from "../core/store.ts";
import type { Mark } from "./installation.ts";

/** One item of the mail table: everybody who sends has that table. */
const Key = { pk: "installation", sk: "INSTALLATION" };

const markSchema = z.object({
  version: z.int(),
  identity: z.record(z.string(), z.string()),
  confirmedAt: z.string(),
  held: z.boolean().optional(),
});

export const installationStore = (table: Table) => ({
  async get(): Promise<Mark | undefined> {
    const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
    return Item && markSchema.parse(Item);
  },

  /** Writes a mark over the one that was read; `false` when somebody else wrote meanwhile. */
  put(seen: Mark | undefined, { version: _, ...mark }: Mark): Promise<boolean> {
    if (!seen) return putIfAbsent(table, { ...Key, ...mark, version: 1 });
    return putIf(
      table,
      { ...Key, ...mark, version: seen.version + 1 },
      { ConditionExpression: "version = :version", ExpressionAttributeValues: { ":version": seen.version } },
    );
  },
});
export type InstallationStore = ReturnType<typeof installationStore>;

import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { Conflict } from "./errors.ts";
import { type Newsletter, newsletterSchema } from "./newsletter.ts";
import { putIf, putIfAbsent, queryItems, type Table, type TableDefinition } from "./store.ts";

/** One item a newsletter: its settings and the version they stand at. */
export const newslettersTable: TableDefinition = { name: "newsletters" };

const pk = "newsletter";

export type StoredNewsletter = { newsletter: Newsletter; version: number };

export const newsletterStore = (table: Table) => ({
  async get(id: string): Promise<StoredNewsletter | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: { pk, sk: id }, ConsistentRead: true }),
    );
    return Item && fromItem(Item);
  },

  async list(): Promise<Newsletter[]> {
    const found: Newsletter[] = [];
    const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": pk } };
    for await (const item of queryItems(table, { ...query, ConsistentRead: true }))
      found.push(fromItem(item).newsletter);
    return found;
  },

  /** Stores settings over the version they were read at (0: there were none); throws `Conflict` when they changed since. */
  async put({ newsletter, version }: StoredNewsletter): Promise<void> {
    const item = { pk, sk: newsletter.id, version: version + 1, newsletter };
    const held =
      version === 0
        ? await putIfAbsent(table, item)
        : await putIf(table, item, {
            ConditionExpression: "version = :version",
            ExpressionAttributeValues: { ":version": version },
          });
    if (!held) throw new Conflict(`the settings of ${newsletter.id} have changed since they were read`);
  },
});
export type NewsletterStore = ReturnType<typeof newsletterStore>;

const fromItem = (item: Record<string, unknown>): StoredNewsletter => ({
  newsletter: newsletterSchema.parse(item.newsletter),
  version: Number(item.version),
});

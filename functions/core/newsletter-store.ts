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

  /** All of them; throws when one cannot be read. */
  async list(): Promise<Newsletter[]> {
    const { newsletters, unread } = await listEach(table);
    for (const { error } of unread) throw error;
    return newsletters;
  },

  /** Those that can be read, and beside them those that cannot: for whoever does for each what the others do not stop. */
  listEach: (): Promise<Listed> => listEach(table),

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
/** `unread`: by id, what their items say against being read. */
export type Listed = { newsletters: Newsletter[]; unread: { id: string; error: unknown }[] };

const listEach = async (table: Table): Promise<Listed> => {
  const found: Listed = { newsletters: [], unread: [] };
  const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": pk } };
  for await (const item of queryItems(table, { ...query, ConsistentRead: true })) {
    try {
      found.newsletters.push(fromItem(item).newsletter);
    } catch (error) {
      found.unread.push({ id: item.sk, error });
    }
  }
  return found;
};

export type NewsletterStore = ReturnType<typeof newsletterStore>;

const fromItem = (item: Record<string, unknown>): StoredNewsletter => ({
  newsletter: newsletterSchema.parse(item.newsletter),
  version: Number(item.version),
});

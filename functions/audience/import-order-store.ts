import { getItems, type Key, putIf, putIfAbsent, queryItems, type Table } from "../core/store.ts";
import { type ImportOrder, importOrderSchema } from "./import-order.ts";

export type KeptOrder = { order: ImportOrder; version: number };

/** The lists that editors brought, a partition a newsletter, in the order in which they came. */
export const importOrderStore = (table: Table) => ({
  /** A list that is there already stays as it is. */
  async add(order: ImportOrder): Promise<void> {
    await putIfAbsent(table, { ...keyOf(order), version: 1, order });
  },

  async get(newsletterId: string, id: string): Promise<KeptOrder | undefined> {
    const [item] = await getItems(table, [keyOf({ newsletterId, id })]);
    return item && { order: importOrderSchema.parse(item.order), version: Number(item.version) };
  },

  /** Keeps what became of it, over the version that was read; `false` when somebody else has gone on meanwhile. */
  save({ order, version }: KeptOrder): Promise<boolean> {
    return putIf(
      table,
      { ...keyOf(order), version: version + 1, order },
      { ConditionExpression: "version = :version", ExpressionAttributeValues: { ":version": version } },
    );
  },

  /** At most so many, the latest first. */
  async latest(newsletterId: string, most: number): Promise<ImportOrder[]> {
    const found: ImportOrder[] = [];
    const query = {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": keyOf({ newsletterId, id: "" }).pk },
      ScanIndexForward: false,
      Limit: most,
    };
    for await (const { order } of queryItems(table, query))
      if (found.push(importOrderSchema.parse(order)) === most) break;
    return found;
  },
});
export type ImportOrderStore = ReturnType<typeof importOrderStore>;

const keyOf = ({ newsletterId, id }: Pick<ImportOrder, "newsletterId" | "id">): Key => ({
  pk: `#import#${newsletterId}`,
  sk: id,
});

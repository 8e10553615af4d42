import type * as z from "zod";
import { getItems, type Key, putIf, putIfAbsent, queryItems, type Table } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { orderIdAt } from "./order-id.ts";

type Between = { most?: number | undefined; since?: Instant | undefined; until?: Instant | undefined };
type Order = { newsletterId: string; id: string };
export type Kept<Of> = { order: Of; version: number };

/** What is ordered of lists, a partition a newsletter and kind, in the order in which it was. */
export const orderStore = <Of extends Order>(table: Table, kind: "import" | "export", schema: z.ZodType<Of>) => {
  const keyOf = ({ newsletterId, id }: Order): Key => ({ pk: `#${kind}#${newsletterId}`, sk: id });
  const between = async (newsletterId: string, { most, since, until }: Between): Promise<Of[]> => {
    const { pk } = keyOf({ newsletterId, id: "" });
    const found: Of[] = [];
    const query = {
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :since AND :until",
      ExpressionAttributeValues: {
        ":pk": pk,
        ":since": since === undefined ? "0" : orderIdAt(since),
        ":until": until === undefined ? "~" : orderIdAt(until),
      },
      ScanIndexForward: false,
      ...(most !== undefined && { Limit: most }),
    };
    for await (const { order } of queryItems(table, query)) if (found.push(schema.parse(order)) === most) break;
    return found;
  };
  return {
    /** An order that is there already stays as it is. */
    async add(order: Of): Promise<void> {
      await putIfAbsent(table, { ...keyOf(order), version: 1, order });
    },

    async get(newsletterId: string, id: string): Promise<Kept<Of> | undefined> {
      const [item] = await getItems(table, [keyOf({ newsletterId, id })]);
      return item && { order: schema.parse(item.order), version: Number(item.version) };
    },

    /** Keeps what became of it, over the version that was read; `false` when somebody else has gone on meanwhile. */
    save({ order, version }: Kept<Of>): Promise<boolean> {
      return putIf(
        table,
        { ...keyOf(order), version: version + 1, order },
        { ConditionExpression: "version = :version", ExpressionAttributeValues: { ":version": version } },
      );
    },

    /** At most so many, the latest first; those that came before `until`, where that is given. */
    latest: (newsletterId: string, most: number, until?: Instant) => between(newsletterId, { most, until }),

    /** All that came at `since` or later, the latest first. */
    since: (newsletterId: string, since: Instant) => between(newsletterId, { since }),
  };
};

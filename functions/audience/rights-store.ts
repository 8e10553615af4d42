import * as z from "zod";
import { deleteIf, getItems, type Item, type Key, queryItems, type Table, updateIf } from "../core/store.ts";
import { instantSchema } from "../core/time.ts";
import { confirmationKey } from "./confirmation-store.ts";
import { subscriberKey } from "./store.ts";
import { suppressionKey } from "./suppression-store.ts";

/** That somebody was erased, by the keyed hash alone: what a restored copy or an old list must not bring back. */
export const erasureSchema = z.object({ id: z.string(), at: instantSchema });
export type Erasure = z.infer<typeof erasureSchema>;

/** What a person's rights need of the audience table. */
export const rightsStore = (table: Table) => ({
  /** Every item of the audience table that is about somebody. */
  async everythingAbout(newsletterId: string, id: string): Promise<About> {
    const keys = {
      subscriber: subscriberKey(newsletterId, id),
      suppression: suppressionKey(id),
      confirmationMails: confirmationKey(id),
      erasure: erasureKey(newsletterId, id),
    };
    const items = await getItems(table, Object.values(keys));
    const under = ({ pk, sk }: Key) => items.find((item) => item.pk === pk && item.sk === sk);
    return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, withoutKeys(under(key))]));
  },

  /** Notes an erasure; of two the later one stands. */
  async noteErasure(newsletterId: string, { id, at }: Erasure): Promise<void> {
    await updateIf(table, {
      Key: erasureKey(newsletterId, id),
      UpdateExpression: "SET id = :id, #at = :at",
      ConditionExpression: "attribute_not_exists(pk) OR #at < :at",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: { ":id": id, ":at": at },
    });
  },

  /**
   * Deletes a subscriber's item; `false` when there is none, or the person has signed up again since. Who came by an
   * import that was begun before has not.
   */
  erase(newsletterId: string, { id, at }: Erasure): Promise<boolean> {
    return deleteIf(table, {
      Key: subscriberKey(newsletterId, id),
      ConditionExpression:
        "attribute_exists(pk) AND " +
        "(attribute_not_exists(confirmedAt) OR confirmedAt <= :at OR imported.importedAt <= :at) " +
        "AND (attribute_not_exists(consent) OR consent.askedAt <= :at)",
      ExpressionAttributeValues: { ":at": at },
    });
  },

  /** The erasure log of a newsletter, in order of id. */
  async *erasures(newsletterId: string): AsyncGenerator<Erasure, void, undefined> {
    const { pk } = erasureKey(newsletterId, "");
    const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": pk } };
    for await (const item of queryItems(table, { ...query, ConsistentRead: true })) yield erasureSchema.parse(item);
  },
});
export type RightsStore = ReturnType<typeof rightsStore>;

export type About = { [name: string]: Record<string, unknown> | undefined };

const erasureKey = (newsletterId: string, id: string): Key => ({ pk: `#erasure#${newsletterId}`, sk: id });

const withoutKeys = (item: Item | undefined): Record<string, unknown> | undefined => {
  if (!item) return undefined;
  const { pk: _, sk: __, ...rest } = item;
  return rest;
};

/** Who was erased, for imports, which ask it of every row. */
export const erasedIds = async (rights: Pick<RightsStore, "erasures">, newsletterId: string): Promise<Set<string>> => {
  const ids = new Set<string>();
  for await (const { id } of rights.erasures(newsletterId)) ids.add(id);
  return ids;
};

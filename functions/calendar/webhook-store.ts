import { getItems, putIf, putIfAbsent, queryItems, type Table } from "../core/store.ts";
import { type Notification, notificationSchema } from "./webhook.ts";

/** What a newsletter's webhook was told, in the table of issues: partition `#webhook#<newsletter>`, in order of issue. */
export const webhookStore = (table: Table) => ({
  /** The address since which everything is told; nothing while none was. */
  async url(newsletterId: string): Promise<string | undefined> {
    const [item] = await getItems(table, [beginKey(newsletterId)]);
    return item && String(item.url);
  },

  async begin(newsletterId: string, url: string): Promise<void> {
    await putIf(
      table,
      { ...beginKey(newsletterId), url },
      {
        ConditionExpression: "attribute_not_exists(pk) OR #url <> :url",
        ExpressionAttributeNames: { "#url": "url" },
        ExpressionAttributeValues: { ":url": url },
      },
    );
  },

  /** `false` when it is there already, in whatever state. */
  add(newsletterId: string, notification: Notification): Promise<boolean> {
    return putIfAbsent(table, { ...keyOf(newsletterId, notification), notification });
  },

  /** Keeps what a try came to, over the number of tries it was taken up at; `false` when another took it up. */
  save(newsletterId: string, notification: Notification, tries: number): Promise<boolean> {
    return putIf(
      table,
      { ...keyOf(newsletterId, notification), notification },
      {
        ConditionExpression: "notification.tries = :tries AND notification.#state = :waiting",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":tries": tries, ":waiting": "waiting" },
      },
    );
  },

  /** At most so many, those of the latest issues first; none of issues before `from`. */
  async latest(newsletterId: string, { most, from = "$" }: { most: number; from?: string }): Promise<Notification[]> {
    const found: Notification[] = [];
    const query = {
      KeyConditionExpression: "pk = :pk AND sk >= :from",
      ExpressionAttributeValues: { ":pk": beginKey(newsletterId).pk, ":from": from },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: most,
    };
    for await (const { notification } of queryItems(table, query))
      if (found.push(notificationSchema.parse(notification)) === most) break;
    return found;
  },
});
export type WebhookStore = ReturnType<typeof webhookStore>;

const beginKey = (newsletterId: string) => ({ pk: `#webhook#${newsletterId}`, sk: "#" });
const keyOf = (newsletterId: string, { issueId, event, revision }: Notification) => ({
  pk: `#webhook#${newsletterId}`,
  sk: `${issueId}#${event}#${revision}`,
});

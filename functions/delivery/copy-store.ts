import * as z from "zod";
import { type Key, putIfAbsent, queryItems, type Table, updateIf } from "../core/store.ts";
import { instantSchema } from "../core/time.ts";
import type { Outcome } from "../mail/outcome.ts";

/** A copy of an issue that somebody sent to one subscriber by hand. Without an outcome its sender died: it may have gone. */
const copySchema = z.object({
  issueId: z.string(),
  deliveryId: z.string(),
  subscriberId: z.string(),
  by: z.string(),
  at: instantSchema,
  outcome: z.string().optional(),
  messageId: z.string().optional(),
});
export type Copy = z.infer<typeof copySchema>;

/** Copies, in the ledger's table: partition `<issue>`, `COPY#<delivery id>`, one item each. */
export const copyStore = (table: Table) => ({
  begin(copy: Copy): Promise<boolean> {
    return putIfAbsent(table, { ...keyOf(copy), ...copySchema.parse(copy) });
  },

  end(copy: Pick<Copy, "issueId" | "deliveryId">, outcome: Outcome): Promise<boolean> {
    const messageId = outcome.kind === "accepted" ? outcome.messageId : undefined;
    return updateIf(table, {
      Key: keyOf(copy),
      UpdateExpression: `SET outcome = :outcome${messageId ? ", messageId = :messageId" : ""}`,
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":outcome": outcome.kind, ...(messageId && { ":messageId": messageId }) },
    });
  },

  /** The copies of an issue that went to one subscriber, in order of time. */
  async of(issueId: string, subscriberId: string): Promise<Copy[]> {
    const found: Copy[] = [];
    const query = {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :copies)",
      FilterExpression: "subscriberId = :subscriber",
      ExpressionAttributeValues: { ":pk": issueId, ":copies": "COPY#", ":subscriber": subscriberId },
      ConsistentRead: true,
    };
    for await (const item of queryItems(table, query)) found.push(copySchema.parse(item));
    return found.sort((one, other) => (one.at < other.at ? -1 : 1));
  },
});
export type CopyStore = ReturnType<typeof copyStore>;

const keyOf = ({ issueId, deliveryId }: Pick<Copy, "issueId" | "deliveryId">): Key => ({
  pk: issueId,
  sk: `COPY#${deliveryId}`,
});

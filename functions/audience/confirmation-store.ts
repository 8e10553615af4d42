import { type Key, type Table, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { shardOf } from "./shard.ts";

/** How many confirmation mails an address was sent, whichever newsletter asked. */
export const confirmationStore = (table: Table) => ({
  /** Takes the right to send one confirmation mail to an address; `false` while `limit` forbids another. */
  claimConfirmation(id: string, at: Instant, limit: { most: number; notSince: Instant }): Promise<boolean> {
    return updateIf(table, {
      Key: confirmationKey(id),
      UpdateExpression: "SET lastAt = :at, sent = if_not_exists(sent, :none) + :one",
      ConditionExpression:
        "attribute_not_exists(pk) OR (sent < :most AND (attribute_not_exists(lastAt) OR lastAt <= :notSince))",
      ExpressionAttributeValues: {
        ":at": at,
        ":none": 0,
        ":one": 1,
        ":most": limit.most,
        ":notSince": limit.notSince,
      },
    });
  },

  /** Gives a claim back whose mail was certainly not sent; nothing changes when it was not the last one. */
  async releaseConfirmation(id: string, at: Instant): Promise<void> {
    await updateIf(table, {
      Key: confirmationKey(id),
      UpdateExpression: "SET sent = sent - :one REMOVE lastAt",
      ConditionExpression: "lastAt = :at",
      ExpressionAttributeValues: { ":at": at, ":one": 1 },
    });
  },

  /** The owner of the address has answered: the count begins anew, the pause between two mails stays. */
  async forgetConfirmations(id: string): Promise<void> {
    await updateIf(table, {
      Key: confirmationKey(id),
      UpdateExpression: "SET sent = :none",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":none": 0 },
    });
  },
});

export const confirmationKey = (id: string): Key => ({ pk: `#confirmation#${shardOf(id)}`, sk: id });

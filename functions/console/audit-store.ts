import { type Key, putIfAbsent, queryItems, type Table, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { type Act, actSchema } from "./act.ts";

/** The audit in the console's table: a partition a month, in the order of time. Nothing of it is ever taken back. */
export const auditStore = (table: Table) => ({
  /** Writes a line down; one that is there stays as it is. */
  async begin(act: Act): Promise<void> {
    await putIfAbsent(table, { ...keyOf(act), act });
  },

  /** Says how the act ended, once, and what it was done to as far as only its end shows. */
  async end(act: Act, outcome: NonNullable<Act["outcome"]>): Promise<void> {
    await updateIf(table, {
      Key: keyOf(act),
      UpdateExpression: "SET act.outcome = :outcome, act.#on = :on",
      ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(act.outcome)",
      ExpressionAttributeNames: { "#on": "on" },
      ExpressionAttributeValues: { ":outcome": outcome, ":on": act.on },
    });
  },

  /** At most so many acts of the month `YYYY-MM`, the latest first; only those before an instant, when one is given. */
  async ofMonth(month: string, most: number, before?: Instant): Promise<Act[]> {
    const found: Act[] = [];
    const query = {
      KeyConditionExpression: "pk = :pk AND sk < :before",
      ExpressionAttributeValues: { ":pk": pkOf(month), ":before": before ?? "~" },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: most,
    };
    for await (const item of queryItems(table, query)) {
      if (found.length === most) break;
      found.push(actSchema.parse(item.act));
    }
    return found;
  },
});
export type AuditStore = ReturnType<typeof auditStore>;

const pkOf = (month: string): string => `audit#${month}`;
const keyOf = ({ at, id }: Act): Key => ({ pk: pkOf(at.slice(0, 7)), sk: `${at}#${id}` });

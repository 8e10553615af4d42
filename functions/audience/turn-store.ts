import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { deleteIf, type Key, putIf, putIfAbsent, type Table } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { type TurnLimit, withTurn } from "./turns.ts";

type Taker = "network" | "domain" | "wish";

/** When networks, domains and subscribers had their turns; of each nothing is kept but its keyed hash. */
export const turnStore = (table: Table) => ({
  /** Takes a turn of `id`'s, on however many processes; `false` when that is too many, or others take turns faster. */
  async takeTurn(what: Taker, id: string, at: Instant, limit: TurnLimit): Promise<boolean> {
    const Key = turnsKey(what, id);
    const expiresAt = Math.ceil((Date.parse(at) + limit.withinMilliseconds) / 1000);
    // Most networks come for the first time, and need not be read.
    const first = { ...Key, turns: withTurn([], at, limit), version: 1, expiresAt };
    if (what === "network" && (await putIfAbsent(table, first))) return true;
    for (let tries = 0; tries < mostTries; tries++) {
      const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
      const before = (Item?.turns ?? []) as number[];
      const version = Number(Item?.version ?? 0);
      const turns = withTurn(before, at, limit);
      if (!turns) return false;
      const taken = await putIf(
        table,
        { ...Key, turns, version: version + 1, expiresAt },
        Item
          ? { ConditionExpression: "version = :version", ExpressionAttributeValues: { ":version": version } }
          : { ConditionExpression: "attribute_not_exists(pk)" },
      );
      if (taken) return true;
    }
    return false;
  },

  /** Forgets how often a subscriber asked for another address. */
  async forgetWishes(id: string): Promise<void> {
    await deleteIf(table, { Key: turnsKey("wish", id), ConditionExpression: "attribute_exists(pk)" });
  },
});

const mostTries = 5;

const turnsKey = (what: Taker, id: string): Key => ({ pk: `#turns#${what}`, sk: id });

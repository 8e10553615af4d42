import { derivedId } from "../core/ids.ts";
import { putIf, putIfAbsent, queryItems, type Table } from "../core/store.ts";
import { type SourceState, sourceStateSchema } from "./source-state.ts";

/** The state of a source, and the version that whoever changes it must have seen; 0 when nothing was stored. */
export type StoredSource = { state: SourceState; version: number };

/** What is remembered of a newsletter's sources, in the posts table: `<newsletter>#sources`, one item each. */
export const sourceStore = (table: Table) => ({
  /** By address, read consistently; also those that the newsletter has no more. */
  async all(newsletterId: string): Promise<Map<string, StoredSource>> {
    const found = new Map<string, StoredSource>();
    const query = {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": pkOf(newsletterId) },
      ConsistentRead: true,
    };
    for await (const item of queryItems(table, query)) {
      const state = sourceStateSchema.parse(item.state);
      found.set(state.url, { state, version: Number(item.version) });
    }
    return found;
  },

  /** Writes over what was read; `false` when somebody else did since. */
  put(newsletterId: string, state: SourceState, { version }: Pick<StoredSource, "version">): Promise<boolean> {
    const item = { pk: pkOf(newsletterId), sk: derivedId("source", state.url), version: version + 1, state };
    if (version === 0) return putIfAbsent(table, item);
    return putIf(table, item, {
      ConditionExpression: "version = :version",
      ExpressionAttributeValues: { ":version": version },
    });
  },
});
export type SourceStore = ReturnType<typeof sourceStore>;

const pkOf = (newsletterId: string): string => `${newsletterId}#sources`;

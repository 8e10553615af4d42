import type { TableDefinition } from "../core/store.ts";

/**
 * Subscribers: partition `<newsletter>#<shard>`, sort key the subscriber's id, so that a newsletter's audience is paged
 * in order of id without an index. Suppressions: partition `#suppression#<shard>`, sort key the id, for all newsletters;
 * lifted, they stay as a note of it.
 * Confirmation mails: partition `#confirmation#<shard>`, sort key the id, how many an address was sent and when, for all
 * newsletters.
 */
export const audienceTable: TableDefinition = { name: "audience" };

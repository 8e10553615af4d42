import type { TableDefinition } from "../core/store.ts";

/**
 * Subscribers: partition `<newsletter>#<shard>`, sort key the subscriber's id, so that a newsletter's audience is paged
 * in order of id without an index. Beside them, each under a word of its own:
 * - `#suppression#<shard>`, by id: that no mail goes there, for all newsletters; lifted, they stay as a note of it.
 * - `#confirmation#<shard>`, by id: how many confirmation mails an address was sent and when, for all newsletters.
 * - `#erasure#<newsletter>`, by id: who was erased.
 * - `#outbox#<shard>`: mails that are promised and not sent yet.
 * - `#pending`, by time: who was asked to confirm, until they have or are forgotten.
 * - `#sign-up#<newsletter>`: what became of confirmation mails, by hour, and whether the form is open.
 * - `#turns#<what>`: how often networks, domains and subscribers asked lately.
 * - `#import#<newsletter>` and `#export#<newsletter>`, by time: lists that were brought, and taken out.
 */
export const audienceTable: TableDefinition = { name: "audience" };

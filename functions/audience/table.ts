import type { TableDefinition } from "../core/store.ts";

/**
 * Subscribers: partition `<newsletter>#<shard>`, sort key the subscriber's id, so that a newsletter's audience is paged
 * in order of id without an index. `store.ts` reads and writes them; lists, moves and erasures write to them by stores
 * of their own (`list-store.ts`, `move-store.ts`, `rights-store.ts`). Beside them, each under a word of its own:
 *
 * - `#suppression#<shard>`, by id: that no mail goes there, for all newsletters; lifted, they stay as a note of it.
 * - `#confirmation#<shard>`, by id: how many confirmation mails an address was sent and when, for all newsletters.
 * - `#erasure#<newsletter>`, by id: who was erased (`rights-store.ts`).
 * - `#outbox#<shard>`, by id, newsletter and kind: mails that are promised and not sent yet.
 * - `#turns#<what>`, by keyed hash: when a network, a domain or a subscriber had its turns.
 * - `#pending`, by time: who was asked to confirm, until they have or are forgotten (`sign-up-store.ts`).
 * - `#sign-up#<newsletter>`: what became of confirmation mails, by hour, and whether the form is open (there, too).
 * - `#import#<newsletter>`, `#export#<newsletter>`, by time: lists that were brought, and taken out (`order-store.ts`).
 */
export const audienceTable: TableDefinition = { name: "audience" };

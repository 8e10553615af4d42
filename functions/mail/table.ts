import type { TableDefinition } from "../core/store.ts";

/** What all senders of mail share; who may only ask for a slot needs no other table. */
export const mailTable: TableDefinition = { name: "mail" };

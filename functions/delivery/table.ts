import type { TableDefinition } from "../core/store.ts";

/** The ledger of what was sent to whom: `store.ts` says which items it holds. */
export const deliveryTable: TableDefinition = { name: "ledger" };

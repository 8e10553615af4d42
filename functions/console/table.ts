import type { TableDefinition } from "../core/store.ts";

/** Sessions, API keys and the audit of the console; their items' shapes are their stores' own. */
export const consoleTable: TableDefinition = { name: "console" };

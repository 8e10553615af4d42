import type { TableDefinition } from "../core/store.ts";

/** Under a newsletter's id: its issues by the end of their windows, and the posts that went out. */
export const issuesTable: TableDefinition = { name: "issues" };

import type { Table } from "../core/store.ts";
import { type ListExport, listExportSchema } from "./list-export.ts";
import { orderStore } from "./order-store.ts";

/** The lists that editors take out. */
export const listExportStore = (table: Table) => orderStore<ListExport>(table, "export", listExportSchema);
export type ListExportStore = ReturnType<typeof listExportStore>;

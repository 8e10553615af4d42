import type { Table } from "../core/store.ts";
import { type ImportOrder, importOrderSchema } from "./import-order.ts";
import { type Kept, orderStore } from "./order-store.ts";

export type KeptOrder = Kept<ImportOrder>;

/** The lists that editors brought. */
export const importOrderStore = (table: Table) => orderStore<ImportOrder>(table, "import", importOrderSchema);
export type ImportOrderStore = ReturnType<typeof importOrderStore>;

import type { TableDefinition } from "../core/store.ts";

/** Posts under `<newsletter>#<post id>`, and under `<newsletter>#calendar` an entry for each by its date. */
export const postsTable: TableDefinition = { name: "posts" };

import type { Queue } from "../core/queue.ts";
import type { Clock } from "../core/time.ts";
import type { ExportHint, ListExport } from "./list-export.ts";
import type { ListExportStore } from "./list-export-store.ts";
import { orderIdOf } from "./order-id.ts";

export type OrderExportDeps = { exports: Pick<ListExportStore, "add">; imports: Queue<ExportHint>; clock: Clock };

export type NewExport = Pick<ListExport, "newsletterId" | "format" | "raw" | "by"> & {
  /** What no other asking has: the same one sent twice is one file. */
  draw: string;
};

/** Has everybody of a newsletter written into a file, by whoever has the time for it. */
export const orderExport = async (
  { exports, imports, clock }: OrderExportDeps,
  { draw, ...asked }: NewExport,
): Promise<ListExport> => {
  const at = clock();
  const id = orderIdOf(asked.newsletterId, at, draw, asked.format);
  const order: ListExport = { ...asked, id, at, step: "writing", rows: 0, bytes: 0, parts: [] };
  await exports.add(order);
  await imports.put([{ newsletterId: order.newsletterId, exportId: id }]);
  return order;
};

import { createHash } from "node:crypto";
import type { Files } from "../core/files.ts";
import type { Queue } from "../core/queue.ts";
import type { Clock } from "../core/time.ts";
import { type ImportOrder, nothingRead, uploadKey } from "./import-order.ts";
import type { ImportOrderStore } from "./import-order-store.ts";
import { orderIdOf } from "./order-id.ts";

/** Asks whoever works off lists to go on with one. */
export type ImportHint = { newsletterId: string; importId: string };

export type ImportOrderDeps = {
  orders: ImportOrderStore;
  uploads: Pick<Files, "put" | "delete">;
  imports: Queue<ImportHint>;
  clock: Clock;
};

export type NewList = Pick<ImportOrder, "newsletterId" | "said" | "by"> & {
  file: string;
  content: Uint8Array;
  /** What no other upload has: the same one sent twice is one order. */
  draw: string;
};

/** Keeps a list that somebody brought, and has it looked at: nothing is changed by it before it is taken in. */
export const orderImport = async (
  deps: ImportOrderDeps,
  { newsletterId, said, by, file, content, draw }: NewList,
): Promise<{ ok: true; order: ImportOrder } | { ok: false; reason: "empty" }> => {
  if (content.length === 0) return { ok: false, reason: "empty" };
  const at = deps.clock();
  const order: ImportOrder = {
    ...{ newsletterId, said, by, at },
    id: orderIdOf(newsletterId, at, draw, createHash("sha256").update(content).digest("hex")),
    file: plainName(file),
    bytes: content.length,
    step: "looking",
    ...{ look: nothingRead, taken: nothingRead },
  };
  await deps.uploads.put(uploadKey(order), content, "application/octet-stream");
  await deps.orders.add(order);
  await deps.imports.put([{ newsletterId, importId: order.id }]);
  return { ok: true, order };
};

/** A name without a path, and without what a terminal or a page would show as something else. */
export const plainName = (name: string): string => {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  return last.replace(/[^\p{L}\p{N} ._()-]/gu, "_").slice(0, 100) || "list.csv";
};

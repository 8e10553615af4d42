import type { Clock } from "../core/time.ts";
import { type ImportOrder, nothingRead, uploadKey } from "./import-order.ts";
import type { ImportOrderStore } from "./import-order-store.ts";
import { orderIdOf } from "./order-id.ts";
import { type NewList, plainName } from "./order-import.ts";

/** Where a browser puts a file by itself, and with which headers. */
export type UploadTarget = { url: string; headers: Record<string, string> };

/** How files come in that are too large for a form. */
export type Uploading = {
  mostBytes: number;
  /** Lets whoever has the answer put this one file there, of this length, for a short while. */
  targetOf(order: ImportOrder, key: string): Promise<UploadTarget>;
  /** Where targets stand, when not with us: the page must be allowed to reach it. */
  origin?: string | undefined;
};

export type AnnounceImportDeps = { orders: Pick<ImportOrderStore, "add">; uploading: Uploading; clock: Clock };

export type Announced =
  | { ok: true; order: ImportOrder; target: UploadTarget }
  | { ok: false; reason: "empty" | "too-large" };

/** Writes down that a list is coming, and says where its file is to be put. It is looked at when it has come. */
export const announceImport = async (
  deps: AnnounceImportDeps,
  { newsletterId, said, by, file, bytes, draw }: Omit<NewList, "content"> & { bytes: number },
): Promise<Announced> => {
  if (bytes === 0) return { ok: false, reason: "empty" };
  if (bytes > deps.uploading.mostBytes) return { ok: false, reason: "too-large" };
  const at = deps.clock();
  const order: ImportOrder = {
    ...{ newsletterId, said, by, at, bytes },
    id: orderIdOf(newsletterId, at, draw, String(bytes)),
    file: plainName(file),
    step: "coming",
    ...{ look: nothingRead, taken: nothingRead },
  };
  await deps.orders.add(order);
  return { ok: true, order, target: await deps.uploading.targetOf(order, uploadKey(order)) };
};

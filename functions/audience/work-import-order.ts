import { InvalidInput, NotFound } from "../core/errors.ts";
import type { Files } from "../core/files.ts";
import { type ImportListDeps, importList } from "./import-list.ts";
import { type ImportOrder, isUnderWay, type ListRead, uploadKey, withRows } from "./import-order.ts";
import type { ImportOrderStore, KeptOrder } from "./import-order-store.ts";
import type { ReportStore } from "./import-report.ts";
import type { RowResult } from "./import-summary.ts";
import type { OpenLists } from "./open-lists.ts";
import type { ImportHint } from "./order-import.ts";

export type WorkImportDeps = ImportListDeps & {
  orders: ImportOrderStore;
  uploads: Pick<Files, "delete">;
  reports: Pick<ReportStore, "append">;
  /** The lists of a file that was uploaded, under the name that it had; nothing when it is no longer there. */
  openUpload: (key: string, name: string) => Promise<OpenLists | undefined>;
  /** Whether there is no more time for more rows. */
  isEnough: () => boolean;
};

export type ImportWorked = { changed: boolean; ended: boolean };

/** How far it has come is written down after so many rows. */
const rowsBetweenSaves = 500;

/**
 * Looks at a list, or takes it in, as far as there is time for, and writes down how far it has come. Whoever dies or
 * loses to another worker leaves rows taken in that are not counted yet: the next counts them as there already. A list
 * that cannot be read fails with the reason; what the store throws is thrown, and the same call goes on.
 */
export const workImportOrder = async (
  deps: WorkImportDeps,
  { newsletterId, importId }: ImportHint,
): Promise<ImportWorked> => {
  const kept = await deps.orders.get(newsletterId, importId);
  if (!kept || !isUnderWay(kept.order)) return { changed: false, ended: true };
  try {
    const lists = await deps.openUpload(uploadKey(kept.order), kept.order.file);
    return lists ? await read(deps, kept, lists) : await fail(deps, kept, isGone);
  } catch (error) {
    if (!(error instanceof InvalidInput) && !(error instanceof NotFound)) throw error;
    return fail(deps, kept, error.message);
  }
};

/** A list that cannot be read is of no use to anybody: it is deleted. */
const fail = async ({ orders, uploads }: WorkImportDeps, kept: KeptOrder, because: string): Promise<ImportWorked> => {
  const changed = await orders.save({ ...kept, order: { ...kept.order, step: "failed", because } });
  if (changed) await uploads.delete(uploadKey(kept.order));
  return { changed, ended: true };
};

const isGone = "the list is no longer there: bring it once more";

const read = async (deps: WorkImportDeps, kept: KeptOrder, lists: OpenLists): Promise<ImportWorked> => {
  const { newsletterId, said: state, step } = kept.order;
  const dryRun = step === "looking";
  const part = dryRun ? "look" : "taken";
  const now = progress(deps, kept, part);
  const { files, close } = lists;
  try {
    const { ended, remarks } = await importList(deps, {
      ...{ newsletterId, files, state, dryRun, after: kept.order[part].rows, onRows: now.add },
      isEnough: () => now.isLost() || deps.isEnough(),
    });
    if (now.isLost()) return { changed: true, ended: true };
    const next = dryRun ? ("looked-at" as const) : ("done" as const);
    await now.save({ ...(ended && { step: next }) }, remarks);
    if (ended && !dryRun) await deps.uploads.delete(uploadKey(kept.order));
    return { changed: true, ended };
  } finally {
    await close();
  }
};

/**
 * What was read so far, and that it is written down, row by row once it counts; lost when another worker has written
 * since.
 */
const progress = (
  { orders, reports }: Pick<WorkImportDeps, "orders" | "reports">,
  from: KeptOrder,
  part: "look" | "taken",
) => {
  let kept = from;
  let current: ListRead = from.order[part];
  let lost = false;
  let unwritten: RowResult[] = [];
  const save = async (changes: Partial<ImportOrder> = {}, remarks = current.remarks): Promise<void> => {
    current = { ...current, remarks };
    const order = { ...kept.order, ...changes, [part]: current };
    const before = kept.order[part].rows;
    lost = !(await orders.save({ ...kept, order }));
    if (lost) return;
    kept = { order, version: kept.version + 1 };
    await reports.append({ newsletterId: order.newsletterId, id: order.id, part }, before, unwritten);
    unwritten = [];
  };
  return {
    save,
    isLost: () => lost,
    async add(results: readonly RowResult[]): Promise<void> {
      current = withRows(current, results);
      unwritten.push(...results);
      if (current.rows - kept.order[part].rows >= rowsBetweenSaves) await save();
    },
  };
};

import { type ImportOrder, isUnderWay, isWaiting } from "./import-order.ts";
import type { ImportHint, ImportOrderDeps } from "./order-import.ts";

/** `none`: there is no such list; `moved`: it is past that. */
export type OrderMoved = { ok: true; order: ImportOrder } | { ok: false; reason: "none" | "moved" };

/** Has a list taken in that was looked at. Asked again while it is under way, it is only put on the queue again. */
export const takeInOrder = async (
  deps: Pick<ImportOrderDeps, "orders" | "imports" | "clock">,
  { newsletterId, importId }: ImportHint,
): Promise<OrderMoved> => {
  const kept = await deps.orders.get(newsletterId, importId);
  if (!kept) return { ok: false, reason: "none" };
  const order = kept.order.step === "looked-at" ? { ...kept.order, step: "taking-in" as const } : kept.order;
  if (!isUnderWay(order) || !isWaiting(order, deps.clock())) return { ok: false, reason: "moved" };
  if (order !== kept.order && !(await deps.orders.save({ ...kept, order }))) return { ok: false, reason: "moved" };
  await deps.imports.put([{ newsletterId, importId }]);
  return { ok: true, order };
};

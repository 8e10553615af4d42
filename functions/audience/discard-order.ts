import { uploadKey } from "./import-order.ts";
import type { ImportHint, ImportOrderDeps } from "./order-import.ts";
import type { OrderMoved } from "./take-in-order.ts";

/** Deletes a list that was looked at and is not to be taken in; what it would have changed stays written down. */
export const discardOrder = async (
  deps: Pick<ImportOrderDeps, "orders" | "uploads">,
  { newsletterId, orderId }: ImportHint,
): Promise<OrderMoved> => {
  const kept = await deps.orders.get(newsletterId, orderId);
  if (!kept) return { ok: false, reason: "none" };
  if (kept.order.step !== "looked-at" && kept.order.step !== "failed") return { ok: false, reason: "moved" };
  const order = { ...kept.order, step: "discarded" as const };
  if (!(await deps.orders.save({ ...kept, order }))) return { ok: false, reason: "moved" };
  await deps.uploads.delete(uploadKey(order));
  return { ok: true, order };
};

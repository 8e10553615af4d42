import { type ImportStep, uploadKey } from "./import-order.ts";
import type { ImportHint, ImportOrderDeps } from "./order-import.ts";
import type { OrderMoved } from "./take-in-order.ts";

const discardable: readonly ImportStep[] = ["coming", "looked-at", "failed"];

/** Deletes a list that is not to be taken in, or never came; what it would have changed stays written down. */
export const discardOrder = async (
  deps: Pick<ImportOrderDeps, "orders" | "uploads">,
  { newsletterId, importId }: ImportHint,
): Promise<OrderMoved> => {
  const kept = await deps.orders.get(newsletterId, importId);
  if (!kept) return { ok: false, reason: "none" };
  if (!discardable.includes(kept.order.step)) return { ok: false, reason: "moved" };
  const order = { ...kept.order, step: "discarded" as const };
  if (!(await deps.orders.save({ ...kept, order }))) return { ok: false, reason: "moved" };
  await deps.uploads.delete(uploadKey(order));
  return { ok: true, order };
};

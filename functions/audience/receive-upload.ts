import type { ImportOrderStore } from "./import-order-store.ts";
import type { ImportHint } from "./order-import.ts";

/** Has a list looked at whose file has come; `false` for one that was not waited for. Told twice, it is looked at once. */
export const receiveUpload = async (
  { orders }: { orders: Pick<ImportOrderStore, "get" | "save"> },
  { newsletterId, importId }: ImportHint,
): Promise<boolean> => {
  const kept = await orders.get(newsletterId, importId);
  if (kept?.order.step !== "coming") return false;
  return orders.save({ ...kept, order: { ...kept.order, step: "looking" } });
};

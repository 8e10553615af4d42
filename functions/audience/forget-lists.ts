import type { Files } from "../core/files.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { addMilliseconds, type Clock, day } from "../core/time.ts";
import { listDays, uploadKey } from "./import-order.ts";
import type { ImportOrderStore } from "./import-order-store.ts";
import type { ReportStore } from "./import-report.ts";

export type ForgetListsDeps = {
  newsletters: Pick<NewsletterStore, "list">;
  orders: Pick<ImportOrderStore, "get" | "save" | "latest">;
  uploads: Pick<Files, "delete">;
  reports: Pick<ReportStore, "delete">;
  clock: Clock;
};

/** More than come in a minute; what is left is forgotten by the next run. */
const mostAtOnce = 30;

/**
 * Deletes the files of lists that came a week ago, whatever became of them, and their reports; what they changed stays
 * written down. In AWS the bucket does it. Gives how many were forgotten.
 */
export const forgetLists = async (deps: ForgetListsDeps): Promise<number> => {
  const at = deps.clock();
  let forgotten = 0;
  for (const { id: newsletterId } of await deps.newsletters.list())
    for (const { id } of await deps.orders.latest(newsletterId, mostAtOnce, addMilliseconds(at, -listDays * day))) {
      const kept = await deps.orders.get(newsletterId, id);
      if (!kept || kept.order.forgottenAt !== undefined) continue;
      await deps.uploads.delete(uploadKey(kept.order));
      await deps.reports.delete(kept.order);
      if (await deps.orders.save({ ...kept, order: { ...kept.order, forgottenAt: at } })) forgotten += 1;
    }
  return forgotten;
};

import type { Handed } from "../functions/audience/hand-out-export.ts";
import { exportKey, isToBeHad, type ListExport } from "../functions/audience/list-export.ts";
import type { ListExportStore } from "../functions/audience/list-export-store.ts";
import type { NewsletterStore } from "../functions/core/newsletter-store.ts";
import type { Clock } from "../functions/core/time.ts";
import type { PartsHere } from "./parted-files.ts";

/** On one machine the console itself answers with the file. */
export const handingOut =
  (parted: PartsHere) =>
  async (order: ListExport): Promise<Handed> => ({
    bytes: parted.read(exportKey(order), order.upload ?? "", order.parts),
  });

const mostLooked = 10;

/** Deletes the files whose day is over; in AWS the bucket does it. */
export const forgetExports = async ({
  newsletters,
  exports,
  parted,
  clock,
}: {
  newsletters: Pick<NewsletterStore, "list">;
  exports: ListExportStore;
  parted: PartsHere;
  clock: Clock;
}): Promise<void> => {
  for (const { id } of await newsletters.list())
    for (const { id: exportId } of await exports.latest(id, mostLooked)) {
      const kept = await exports.get(id, exportId);
      if (kept?.order.step !== "done" || isToBeHad(kept.order, clock())) continue;
      const { order } = kept;
      await parted.delete(exportKey(order), order.upload ?? "", order.parts);
      await exports.save({ ...kept, order: { ...order, step: "gone", parts: [], upload: undefined } });
    }
};

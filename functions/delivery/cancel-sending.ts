import { NotFound } from "../core/errors.ts";
import type { StoreTime } from "../core/store-time.ts";
import type { RunStore } from "./run-store.ts";

export type CancelSendingDeps = { runs: Pick<RunStore, "get" | "cancel">; storeTime: StoreTime };

/** Ends the sending of an issue for good: no batch begins after this, who is pending is left out, doubts are settled. */
export const cancelSending = async (
  { runs, storeTime }: CancelSendingDeps,
  issueId: string,
): Promise<{ ok: true; isNew: boolean } | { ok: false; reason: "over" }> => {
  const run = await runs.get(issueId);
  if (!run) throw new NotFound(`issue ${issueId} was never sent`);
  const isNew = await runs.cancel(issueId, storeTime().now);
  if (isNew || run.cancelledAt) return { ok: true, isNew };
  return { ok: false, reason: "over" };
};

import { NotFound } from "../core/errors.ts";
import type { StoreTime } from "../core/store-time.ts";
import type { RunStore } from "./run-store.ts";

export type PauseIssueDeps = { runs: Pick<RunStore, "get" | "pause">; storeTime: StoreTime };

/** Stops the sending of an issue for its editor: no batch begins after this. What is under way is finished and settled. */
export const pauseIssue = async (
  { runs, storeTime }: PauseIssueDeps,
  issueId: string,
): Promise<{ ok: true; isNew: boolean } | { ok: false; reason: "over" }> => {
  const run = await runs.get(issueId);
  if (!run) throw new NotFound(`issue ${issueId} was never sent`);
  const isNew = await runs.pause(issueId, "editor", storeTime().now);
  if (isNew || run.causes.editor) return { ok: true, isNew };
  return { ok: false, reason: "over" };
};

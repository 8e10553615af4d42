import { NotFound } from "../core/errors.ts";
import { type Control, controlOf } from "./run.ts";
import type { RunStore } from "./run-store.ts";

/** What was decided about an issue until now, read consistently: what is decided after it holds from the next batch on. */
export const readControl = async ({ runs }: { runs: Pick<RunStore, "get"> }, issueId: string): Promise<Control> => {
  const run = await runs.get(issueId);
  if (!run) throw new NotFound(`issue ${issueId} was never sent`);
  return controlOf(run);
};

import type { Swept } from "../delivery/sweep.ts";
import type { IssueStore } from "../digest/store.ts";
import type { TickOutcome } from "./outcome.ts";

/** What there is to tell of a sweep: the issues that are out by now, those that stand still, and those that failed. */
export const sweepOutcomes = async (
  { issues }: { issues: Pick<IssueStore, "get"> },
  swept: Swept,
): Promise<TickOutcome[]> => {
  const outcomes: TickOutcome[] = swept.failed.map(({ issueId, error }) => ({
    newsletterId: issueId.replace(/-\d{8}T\d{4}Z$/, ""),
    did: "failed",
    error,
  }));
  for (const each of swept.issues) {
    const { newsletterId, issueId } = each.run;
    const issue = (await issues.get(newsletterId, issueId))?.issue;
    const reason = standsStill(each, swept.clockDisagrees);
    if (!issue) continue;
    if (each.ended) outcomes.push({ newsletterId, did: ended[each.ended], issue, tally: each.tally });
    else if (reason) outcomes.push({ newsletterId, did: "stopped", issue, tally: each.tally, reason });
  }
  return outcomes;
};

const ended = { done: "sent", "done-with-unknown": "sent", cancelled: "cancelled" } as const;

const standsStill = (
  { run, state, stuck, isOld }: Swept["issues"][number],
  clockDisagrees: boolean,
): string | undefined => {
  if (clockDisagrees) return "this machine's clock is not the store's";
  if (isOld) return "begun too long ago to go on by itself";
  if (state === "paused") return Object.keys(run.causes).join(", ");
  return stuck.length > 0 ? `${stuck.length} parts are stuck` : undefined;
};

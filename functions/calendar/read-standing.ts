import type { Newsletter } from "../core/newsletter.ts";
import { hasLapsed } from "../delivery/run.ts";
import type { RunStore } from "../delivery/run-store.ts";
import { issueId, type Window } from "../digest/issue.ts";
import type { IssueStore } from "../digest/store.ts";
import type { Sending, Standing } from "./due.ts";

export type StandingDeps = { issues: Pick<IssueStore, "get">; runs: Pick<RunStore, "get"> };

/** How the issue of a window stands now, as the rules of what is due need to know it. */
export const readStanding = async (
  deps: StandingDeps,
  { newsletter, window }: { newsletter: Newsletter; window: Window },
): Promise<Standing> => {
  const issue = (await deps.issues.get(newsletter.id, issueId(newsletter.id, window)))?.issue;
  const sending = issue?.state === "handed-over" ? await readSending(deps, issue.id) : "not-begun";
  return { window, issue, sending };
};

/** How far delivery is with an issue: one small read. */
const readSending = async (deps: Pick<StandingDeps, "runs">, issueId: string): Promise<Sending> => {
  const run = await deps.runs.get(issueId);
  if (!run) return "not-begun";
  if (hasLapsed(run)) return "lapsed";
  return run.settled ? "done" : "begun";
};

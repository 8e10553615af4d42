import type { Newsletter } from "../core/newsletter.ts";
import type { DeliveryStore } from "../delivery/store.ts";
import { issueId, type Window } from "../digest/issue.ts";
import type { IssueStore } from "../digest/store.ts";
import type { Sending, Standing } from "./due.ts";

export type StandingDeps = { issues: Pick<IssueStore, "get">; deliveries: Pick<DeliveryStore, "run"> };

/** How the issue of a window stands now, as the rules of what is due need to know it. What is out costs one small read. */
export const readStanding = async (
  deps: StandingDeps,
  { newsletter, window }: { newsletter: Newsletter; window: Window },
): Promise<Standing> => {
  const id = issueId(newsletter.id, window);
  const sending = await sendingOf(deps, id);
  if (sending === "done") return { window, sending };
  return { window, sending, issue: (await deps.issues.get(newsletter.id, id))?.issue };
};

const sendingOf = async (deps: StandingDeps, id: string): Promise<Sending> => {
  const run = await deps.deliveries.run(id);
  if (!run) return "not-begun";
  return run.state === "done" || run.state === "done-with-unknown" ? "done" : "begun";
};

import type { TickOutcome } from "./outcome.ts";

/** What was told last of each issue that stands still or is refused. */
export type Told = Map<string, string>;

/** Whether an outcome is to be told: what an issue stands still for, or is refused for, once, until it is something else. */
export const isNews = (outcome: TickOutcome, told: Told): boolean => {
  if (!("issue" in outcome)) return true;
  const reason = outcome.did === "stopped" || outcome.did === "refused" ? `${outcome.did} ${outcome.reason}` : "";
  if (reason !== "" && told.get(outcome.issue.id) === reason) return false;
  told.set(outcome.issue.id, reason);
  return true;
};

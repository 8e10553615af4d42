import type { IssueState } from "../digest/issue.ts";

/** How an issue stands, in words. */
export const stateWords: Readonly<Record<IssueState, string>> = {
  draft: "draft",
  held: "held: it waits for an editor",
  approved: "approved",
  scheduled: "scheduled",
  "handed-over": "on its way or sent",
  skipped: "skipped",
  missed: "missed",
};

import { changeIssue } from "./change-issue.ts";
import type { Issue, IssueName } from "./issue.ts";
import type { IssueStore } from "./store.ts";

export type HandOver = { ok: true; issue: Issue } | { ok: false; reason: "not-approved"; issue: Issue };

/** Gives an approved issue to delivery: from then on it is sent as it is, and nobody can take it back here. */
export const handOverIssue = async (
  deps: { issues: Pick<IssueStore, "get" | "put"> },
  name: IssueName,
): Promise<HandOver> =>
  changeIssue<"not-approved">(deps, name, (issue) => {
    if (issue.state === "handed-over") return issue;
    return issue.state === "approved" || issue.state === "scheduled"
      ? { ...issue, state: "handed-over" }
      : "not-approved";
  });

import type { Window } from "./issue.ts";
import type { IssueStore } from "./store.ts";

/** The issue when anybody may see it: it is going out or has gone out. */
export const publishedIssue = async (
  deps: { issues: Pick<IssueStore, "get"> },
  { newsletterId, issueId }: { newsletterId: string; issueId: string },
): Promise<{ window: Window; revision: number } | undefined> => {
  const { issue } = (await deps.issues.get(newsletterId, issueId)) ?? {};
  return issue?.state === "handed-over" ? { window: issue.window, revision: issue.revision } : undefined;
};

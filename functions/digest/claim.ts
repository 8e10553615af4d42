import { type Issue, isSetAside } from "./issue.ts";
import { postsThatRun } from "./posts-that-run.ts";

/**
 * That a post goes out with an issue. It is written before the approval is, by whoever read that version of the issue:
 * an approval that is written over a version has its claims of that version or of an earlier one.
 */
export type Claim = { issueId: string; version: number };

/**
 * Whether a claim keeps the post from other issues, by the issue that has it. It does not when that went out without the
 * post, or was set aside and did not let it go: its approval died, or lost a race, after the claim.
 */
export const isStanding = (postId: string, issue: Pick<Issue, "state" | "letGo" | "digest" | "alsoRan">): boolean => {
  if (issue.state !== "handed-over" && !isSetAside(issue)) return true;
  if (isSetAside(issue) && !issue.letGo) return false;
  return postsThatRun(issue.digest).includes(postId) || issue.alsoRan?.includes(postId) === true;
};

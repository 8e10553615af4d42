import type { Issue } from "./issue.ts";

/**
 * An approved issue as a draft again, of a new revision: its posts are to be freed once it is stored. One that the
 * approval closed before its window ended fills again.
 */
export const takenBack = (issue: Issue): Issue => {
  const { approvedAt: _, sendAt: __, postsOfRevision: ___, tookBack: ____, closedAt, ...again } = issue;
  const isOver = closedAt !== undefined && closedAt >= issue.window.until;
  return { ...again, state: "draft", revision: issue.revision + 1, ...(isOver && { closedAt }) };
};

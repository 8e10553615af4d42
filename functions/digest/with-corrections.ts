import type { IssueStore } from "./store.ts";

/**
 * The issues as they are worked on: in the place of one that is being corrected stands its correction, and what changes
 * that is written there, over what was read. What was sent stays as it is.
 */
export const withCorrections = <Issues extends Pick<IssueStore, "get" | "put">>(issues: Issues): Issues => {
  const get: IssueStore["get"] = async (newsletterId, issueId) => {
    const stored = await issues.get(newsletterId, issueId);
    return stored?.issue.correction ? { ...stored, issue: stored.issue.correction } : stored;
  };
  const put: IssueStore["put"] = async (issue, before) => {
    if (before?.issue.corrects === undefined) return issues.put(issue, before);
    const sent = await issues.get(issue.newsletterId, issue.id);
    if (!sent?.issue.correction || sent.version !== before.version) return false;
    return issues.put({ ...sent.issue, correction: issue }, sent);
  };
  return { ...issues, get, put };
};

import { type Claim, isStanding } from "./claim.ts";
import { type Issue, type IssueSummary, isSetAside } from "./issue.ts";
import type { IssueStore } from "./store.ts";

export type StandingClaimsInput = {
  newsletterId: string;
  claims: ReadonlyMap<string, Claim>;
  /** What the caller has read of issues already; those that are not among them are read. */
  known?: readonly Pick<IssueSummary, "id" | "state" | "letGo">[];
};

/** Of the claims on posts those that keep their posts from other issues. An issue is read only where its posts decide. */
export const standingClaims = async (
  { issues }: { issues: Pick<IssueStore, "get"> },
  { newsletterId, claims, known = [] }: StandingClaimsInput,
): Promise<Map<string, Claim>> => {
  const states = new Map(known.map((summary) => [summary.id, summary]));
  const holders = new Map<string, Issue | undefined>();
  const read = async (id: string): Promise<void> => {
    const summary = states.get(id);
    if (!summary || needsItsPosts(summary)) holders.set(id, (await issues.get(newsletterId, id))?.issue);
  };
  await Promise.all([...new Set([...claims.values()].map(({ issueId }) => issueId))].map(read));
  const stands = ([postId, { issueId }]: [string, Claim]): boolean => {
    const summary = states.get(issueId);
    if (summary && !holders.has(issueId)) return !isSetAside(summary);
    const issue = holders.get(issueId);
    return issue === undefined || isStanding(postId, issue);
  };
  return new Map([...claims].filter(stands));
};

const needsItsPosts = ({ state, letGo }: Pick<IssueSummary, "state" | "letGo">): boolean =>
  state === "handed-over" || letGo !== undefined;

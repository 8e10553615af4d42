import type { Claim } from "./claim.ts";
import { standingClaims } from "./standing-claims.ts";
import type { IssueStore, StoredIssue } from "./store.ts";

export type ClaimPostsDeps = { issues: Pick<IssueStore, "get" | "claims" | "claimPosts" | "takePost"> };

/**
 * Claims posts for an issue as it was read, to be written approved over that; answers those that another issue has.
 * A claim that stands no more is taken over: it is read before its issue is, and replaced only unchanged, while whoever
 * approves that issue after all claims anew and finds it gone. Repeating it is harmless.
 */
export const claimPosts = async (
  { issues }: ClaimPostsDeps,
  { issue, version }: StoredIssue,
  postIds: readonly string[],
): Promise<string[]> => {
  const owner = { newsletterId: issue.newsletterId, id: issue.id, version };
  const refused = await issues.claimPosts(owner, postIds);
  if (refused.length === 0) return [];
  const claims = await issues.claims(issue.newsletterId, refused);
  const others = new Map([...claims].filter(([, { issueId }]) => issueId !== issue.id));
  const standing = await standingClaims({ issues }, { newsletterId: issue.newsletterId, claims: others });
  const take = async (postId: string): Promise<boolean> => {
    const claim: Claim | undefined = claims.get(postId);
    // One that was freed meanwhile, or that somebody made who read this issue later: the approval over it is lost anyway.
    if (!claim || claim.issueId === issue.id) return (await issues.claimPosts(owner, [postId])).length === 0;
    return !standing.has(postId) && (await issues.takePost(owner, postId, claim));
  };
  const taken = await Promise.all(refused.map(async (postId) => ((await take(postId)) ? [] : [postId])));
  return taken.flat();
};

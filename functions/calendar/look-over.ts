import type { Newsletter } from "../core/newsletter.ts";
import type { Clock } from "../core/time.ts";
import { cancelIssue } from "../digest/cancel-issue.ts";
import { changeIssue } from "../digest/change-issue.ts";
import { type Issue, type IssueName, isGoing, isOpen, issueId, type Window } from "../digest/issue.ts";
import { makeIssue } from "../digest/make-issue.ts";
import { postsThatRun } from "../digest/posts-that-run.ts";
import { type RemakeDeps, remakeApproved } from "../digest/remake-approved.ts";
import type { IssueStore } from "../digest/store.ts";
import { type LookDeps, lookAtPosts } from "../posts/look-at-posts.ts";
import type { PostStore } from "../posts/store.ts";
import type { StepOutcome } from "./outcome.ts";

export type LookOverDeps = RemakeDeps &
  Omit<LookDeps, "posts"> & { clock: Clock; posts: PostStore; issues: Pick<IssueStore, "get" | "put" | "freePosts"> };

/**
 * Looks whether every post of an issue is still published, and makes the issue without those that are not. An approval
 * stands for the rest, unless too little is left: then it is a draft again, for its editor to decide.
 */
export const lookOver = async (
  deps: LookOverDeps,
  { newsletter, window }: { newsletter: Newsletter; window: Window },
): Promise<StepOutcome | undefined> => {
  const name: IssueName = { newsletterId: newsletter.id, issueId: issueId(newsletter.id, window) };
  const before = (await deps.issues.get(name.newsletterId, name.issueId))?.issue;
  if (!before || !(isOpen(before) || isGoing(before))) return undefined;
  const at = deps.clock();
  const postIds = postsThatRun(before.digest);
  const { gone, unseen } = await lookAtPosts(deps, { newsletterId: newsletter.id, postIds });
  if (gone.length > 0) await withoutThem(deps, { newsletter, window }, before);
  const { issue } = await changeIssue(deps, name, (now): Issue => ({ ...now, lookedAt: at }));
  if (gone.length > 0) return { did: "dropped", issue, titles: gone.map(({ title }) => title) };
  return unseen > 0 ? { did: "unseen", issue, unseen, of: postIds.length } : undefined;
};

const withoutThem = async (
  deps: LookOverDeps,
  input: { newsletter: Newsletter; window: Window },
  before: Issue,
): Promise<void> => {
  const remade = isGoing(before) ? await remakeApproved(deps, input) : undefined;
  if (remade?.ok) return;
  if (remade?.reason === "thin") await cancelIssue(deps, { newsletterId: before.newsletterId, issueId: before.id });
  await makeIssue(deps, input);
};

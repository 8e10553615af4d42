import type { Newsletter } from "../core/newsletter.ts";
import { type ClaimPostsDeps, claimPosts } from "./claim-posts.ts";
import { type Issue, isGoing } from "./issue.ts";
import { postsThatRun } from "./posts-that-run.ts";
import type { IssueStore, StoredIssue } from "./store.ts";
import { thinWeek } from "./thin-week.ts";

export type StoreEditedDeps = ClaimPostsDeps & { issues: Pick<IssueStore, "get" | "put" | "freePosts"> };

/** `lost`: it changed since it was read, or another issue took a post. `thin`: too little is left to stay approved. */
export type StoredEdited = { ok: true; issue: Issue } | { ok: false; reason: "lost" | "thin" };

export type EditedToStore = {
  newsletter: Newsletter;
  made: Issue;
  stored: StoredIssue;
  /** It was made over the issue as `takenBack` leaves it: it is approved no more. */
  takesBack?: boolean;
};

/**
 * Stores an issue as it was made anew; an approved one stays approved, as a new revision with its posts, unless its
 * approval is taken back with it: in one write, so whoever dies on the way leaves it approved as it was. The new
 * revision asks for a look of its own. Nothing changes for one with too little left to stay approved.
 */
export const storeEdited = async (
  deps: StoreEditedDeps,
  { newsletter, made, stored, takesBack = false }: EditedToStore,
): Promise<StoredEdited> => {
  const { issue } = stored;
  const { issues } = deps;
  if (!isGoing(issue) || takesBack) {
    if (!(await issues.put(made, stored))) return lost;
    if (takesBack) await issues.freePosts({ ...made, version: stored.version + 1 }, postsThatRun(issue.digest));
    return { ok: true, issue: made };
  }
  const posts = postsThatRun(made.digest);
  if (thinWeek(newsletter, posts.length).decision !== "enough") return { ok: false, reason: "thin" };
  const { state, revision, approvedAt } = issue;
  const approval = { state, revision: revision + 1, approvedEdit: made.edit, ...(approvedAt && { approvedAt }) };
  const { lookedAt: _, ...rest } = made;
  const again: Issue = { ...rest, ...approval };
  const taken = await claimPosts(deps, stored, posts);
  const isStored = taken.length === 0 && (await issues.put(again, stored));
  const after = { issue: again, version: stored.version + 1 };
  const now = isStored ? after : ((await issues.get(issue.newsletterId, issue.id)) ?? stored);
  const kept = new Set(postsThatRun(now.issue.digest));
  const others = new Set([...postsThatRun(issue.digest), ...posts]);
  await issues.freePosts(
    { newsletterId: issue.newsletterId, id: issue.id, version: now.version },
    [...others].filter((id) => !kept.has(id)),
  );
  return isStored ? { ok: true, issue: again } : lost;
};

const lost = { ok: false, reason: "lost" } as const;

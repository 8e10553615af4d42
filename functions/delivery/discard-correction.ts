import { changeIssue } from "../digest/change-issue.ts";
import { isDecided, uncorrected } from "../digest/correction.ts";
import type { Issue, IssueName } from "../digest/issue.ts";
import type { IssueStore } from "../digest/store.ts";
import { editPost } from "../posts/edit-post.ts";
import type { PostStore } from "../posts/store.ts";
import { goOn } from "./correct-issue.ts";
import type { RunStore } from "./run-store.ts";

export type DiscardCorrectionDeps = {
  issues: Pick<IssueStore, "get" | "put">;
  posts: Pick<PostStore, "get" | "put">;
  runs: Pick<RunStore, "get" | "lift">;
};

export type Discarded =
  | { ok: true; isNew: boolean; issue: Issue }
  | { ok: false; reason: "correction-changed" | "correction-decided"; issue: Issue };

/**
 * Forgets a correction with all that was done in it, words of posts included, and lets the issue go on as it was being
 * sent, unless something else holds it. One that is decided is finished instead. Repeating it is harmless.
 */
export const discardCorrection = async (
  deps: DiscardCorrectionDeps,
  { seen, ...name }: IssueName & { seen?: number | undefined },
): Promise<Discarded> => {
  const run = await deps.runs.get(name.issueId);
  let isNew = false;
  const done = await changeIssue<"correction-changed" | "correction-decided">(deps, name, async (issue) => {
    isNew = issue.correction !== undefined;
    if (!issue.correction) return issue;
    if (isDecided(issue)) return "correction-decided";
    if (seen !== undefined && seen !== issue.correction.edit) return "correction-changed";
    await takeBack(deps, issue.correction);
    return uncorrected(issue);
  });
  if (!done.ok) return done;
  if (run) await goOn(deps, run, ["correction"]);
  return { ok: true, isNew, issue: done.issue };
};

/** Words are taken back first: who dies after it finds the correction still there, and takes the same back again. */
const takeBack = async (deps: DiscardCorrectionDeps, { newsletterId, changes }: Issue): Promise<void> => {
  for (const { undo } of changes.toReversed()) if (undo.post) await editPost(deps, { newsletterId, ...undo.post });
};

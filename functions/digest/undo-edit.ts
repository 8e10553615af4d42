import { Conflict, NotFound } from "../core/errors.ts";
import { editPost } from "../posts/edit-post.ts";
import { cancelIssue } from "./cancel-issue.ts";
import type { Change } from "./change-log.ts";
import { draftIssue } from "./draft-issue.ts";
import type { EditDeps, Reworked } from "./edit-issue.ts";
import { type Issue, type IssueName, isGoing, isOpen } from "./issue.ts";
import { storeEdited } from "./store-edited.ts";

export type Undone =
  | ({ ok: true; change: Change; approvalTakenBack: boolean } & Reworked)
  | { ok: false; reason: "gone" | "set-aside" | "nothing-to-undo" | "stale"; issue: Issue };

const mostTries = 20;

/** Takes the last change back, exactly; refused when it is no longer the one that the editor saw as the last. */
export const undoEdit = async (deps: EditDeps, { n, ...name }: IssueName & { n: number }): Promise<Undone> => {
  const { newsletterId, issueId } = name;
  const settings = await deps.newsletters.get(newsletterId);
  let approvalTakenBack = false;
  let stays = settings?.newsletter.whenEdited === "stays-approved";
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = await deps.issues.get(newsletterId, issueId);
    if (!stored || !settings) throw new NotFound(`no issue ${issueId}`);
    const { issue } = stored;
    if (issue.state === "handed-over") return { ok: false, reason: "gone", issue };
    const change = issue.changes.at(-1);
    if (!change) return { ok: false, reason: "nothing-to-undo", issue };
    if (change.n !== n) return { ok: false, reason: "stale", issue };
    const { newsletter } = settings;
    if (isGoing(issue) && !stays) {
      approvalTakenBack = (await cancelIssue(deps, name)).ok;
      continue;
    }
    if (!isOpen(issue) && !isGoing(issue)) return { ok: false, reason: "set-aside", issue };
    const { post, choices = issue.choices, gallery: keep } = change.undo;
    if (post) await editPost(deps, { newsletterId, ...post });
    const draft = await draftIssue(deps, { newsletter, window: issue.window, choices, keep }, stored);
    const next: Issue = { ...draft.issue, edit: issue.edit + 1, changes: issue.changes.slice(0, -1) };
    const done = await storeEdited(deps, { newsletter, made: next, stored });
    const { posts } = draft;
    if (done.ok) return { ok: true, newsletter, issue: done.issue, posts, change, approvalTakenBack };
    if (done.reason === "thin") stays = false;
  }
  throw new Conflict(`issue ${issueId} changed ${mostTries} times while it was being edited`);
};

import { Conflict, NotFound } from "../core/errors.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Post } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";
import { applyChoice, galleryOf, type Unchosen } from "./apply-choice.ts";
import { cancelIssue } from "./cancel-issue.ts";
import { type Change, logged, unseenChange } from "./change-log.ts";
import { type DraftDeps, draftIssue } from "./draft-issue.ts";
import { type Edit, isPostEdit, touchesOf } from "./edit.ts";
import { whyNotHeld } from "./edit-held.ts";
import { editWords } from "./edit-words.ts";
import { type Issue, type IssueName, isGoing, isOpen } from "./issue.ts";
import { placedPhotos } from "./placed-photos.ts";
import { sayOfPost } from "./say-of-post.ts";
import type { IssueStore } from "./store.ts";
import { type StoreEditedDeps, storeEdited } from "./store-edited.ts";
import { weakestHighlight } from "./weakest-highlight.ts";

export type EditDeps = DraftDeps &
  StoreEditedDeps & {
    issues: Pick<IssueStore, "get">;
    newsletters: Pick<NewsletterStore, "get">;
    posts: PostStore;
  };

export type EditInput = IssueName & {
  /** The editor's id. */
  by: string;
  name?: string | undefined;
  /** How many changes of the issue the editor has seen. */
  seen: number;
  edit: Edit;
};

/** An issue as a change has left it, and what it was made of. */
export type Reworked = { newsletter: Newsletter; issue: Issue; posts: readonly Post[] };

export type Edited =
  | ({ ok: true; change: Change; approvalTakenBack: boolean } & Reworked)
  | { ok: false; reason: "gone" | "set-aside" | Unchosen; issue: Issue }
  /** Somebody else decided the same thing since; theirs stands, and whoever is told decides again. */
  | { ok: false; reason: "stale"; issue: Issue; change: Change | undefined; theirs: string | undefined }
  | { ok: false; reason: "not-held"; issue: Issue; why: string }
  | { ok: false; reason: "unknown-post" | "unknown-photo" | "too-large"; issue: Issue };

const mostTries = 20;

/**
 * Makes one decision of an editor hold: the issue is drafted anew with it, stored with the way back, and what could not
 * be done as asked is refused with nothing changed. An approval is taken back, because what was approved was something
 * else, unless the newsletter lets it stand.
 * Of two editors who decide the same thing the later one, who did not see it, is refused and told.
 */
export const editIssue = async (deps: EditDeps, input: EditInput): Promise<Edited> => {
  const { newsletterId, issueId, by, name, seen, edit } = input;
  const [settings, first] = await Promise.all([
    deps.newsletters.get(newsletterId),
    deps.issues.get(newsletterId, issueId),
  ]);
  let said: Awaited<ReturnType<typeof sayOfPost>> | undefined;
  let approvalTakenBack = false;
  let stays = settings?.newsletter.whenEdited === "stays-approved";
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = tries === 0 ? first : await deps.issues.get(newsletterId, issueId);
    if (!stored || !settings) throw new NotFound(`no issue ${issueId}`);
    const { issue } = stored;
    if (issue.state === "handed-over") return { ok: false, reason: "gone", issue };
    const change = unseenChange(issue.changes, { seen, touches: touchesOf(edit) });
    if (change && !said) return { ok: false, reason: "stale", issue, change, theirs: standing(issue, edit) };
    if (isGoing(issue) && !stays) {
      approvalTakenBack = (await cancelIssue(deps, input)).ok;
      continue;
    }
    if (!isOpen(issue) && !isGoing(issue)) return { ok: false, reason: "set-aside", issue };
    if (isPostEdit(edit)) {
      said ??= await sayOfPost(deps, { newsletterId, edit });
      if (!said.ok) return { ...said, issue, change: undefined } as Edited;
    }
    const now = deps.clock();
    const choices = isPostEdit(edit)
      ? issue.choices
      : applyChoice(issue, edit, now, edit.kind === "choose-photo" ? await weakestOf(deps, issue) : undefined);
    if (typeof choices === "string") return { ok: false, reason: choices, issue };
    const { newsletter } = settings;
    const draft = await draftIssue(deps, { newsletter, window: issue.window, choices }, stored);
    const why = whyNotHeld(edit, draft.issue.digest);
    if (why !== undefined) return { ok: false, reason: "not-held", issue, why };
    const made: Change = {
      ...{
        n: issue.edit + 1,
        at: now,
        by,
        words: editWords(edit, draft.posts, madeRoom(issue, draft.issue)),
        touches: touchesOf(edit),
      },
      ...(name && { name }),
      undo: { ...(said?.ok ? { post: said.undo } : { choices: issue.choices }), gallery: galleryOf(issue.digest) },
    };
    const next: Issue = { ...draft.issue, edit: made.n, changes: logged(issue.changes, made) };
    const done = await storeEdited(deps, { newsletter, made: next, stored });
    if (done.ok) {
      const { posts } = draft;
      return { ok: true, newsletter, issue: done.issue, posts, change: made, approvalTakenBack };
    }
    if (done.reason === "thin") stays = false;
  }
  throw new Conflict(`issue ${issueId} changed ${mostTries} times while it was being edited`);
};

const weakestOf = async ({ posts }: EditDeps, issue: Issue): Promise<string | undefined> => {
  const placed = placedPhotos(issue.digest);
  const stored = await posts.getMany(
    issue.newsletterId,
    placed.map(({ postId }) => postId),
  );
  return weakestHighlight(
    issue,
    [...stored.values()].map(({ post }) => post),
  );
};

/** The highlight that an edit put out of the gallery. */
const madeRoom = (before: Issue, after: Issue): string | undefined => {
  const stays = new Set(galleryOf(after.digest));
  return galleryOf(before.digest).find((id) => !stays.has(id));
};

/** The words that stand where the edit would write. */
const standing = (issue: Issue, edit: Edit): string | undefined => {
  if (edit.kind === "subject" || edit.kind === "preheader") return issue[edit.kind];
  return edit.kind === "note" ? (issue.choices.note ?? "") : undefined;
};

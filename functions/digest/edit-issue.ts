import { Conflict, NotFound } from "../core/errors.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type EditChanges, editPost } from "../posts/edit-post.ts";
import type { Post } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";
import { applyChoice, galleryOf, type Unchosen } from "./apply-choice.ts";
import { cancelIssue } from "./cancel-issue.ts";
import { type Change, logged, unseenChange } from "./change-log.ts";
import { type DraftDeps, draftIssue } from "./draft-issue.ts";
import { type Edit, isAsSeen, isPostEdit, touchesOf } from "./edit.ts";
import { whyNotHeld } from "./edit-held.ts";
import { editWords } from "./edit-words.ts";
import { type Issue, type IssueName, isGoing, isOpen } from "./issue.ts";
import { placedPhotos } from "./placed-photos.ts";
import { type Said, sayOfPost, whyUnsaid } from "./say-of-post.ts";
import type { IssueStore, StoredIssue } from "./store.ts";
import { type StoreEditedDeps, storeEdited } from "./store-edited.ts";
import { takenBack } from "./taken-back.ts";
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
 * Makes one decision of an editor hold: the issue is drafted anew with it and stored with the way back. What cannot be
 * done as asked is refused with nothing changed, an approval included. One that holds takes the approval back, because
 * what was approved was something else, unless the newsletter lets it stand.
 * Of two editors who decide the same thing the later one, who did not see it, is refused and told.
 */
export const editIssue = async (deps: EditDeps, input: EditInput): Promise<Edited> => {
  const { newsletterId, issueId, edit } = input;
  const read = () => deps.issues.get(newsletterId, issueId);
  const [settings, first] = await Promise.all([deps.newsletters.get(newsletterId), read()]);
  let said: Extract<Said, { ok: true }> | undefined;
  let stays = settings?.newsletter.whenEdited === "stays-approved";
  let wasTakenBack = false;
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = tries === 0 ? first : await read();
    if (!stored || !settings) throw new NotFound(`no issue ${issueId}`);
    const { newsletter } = settings;
    const { issue } = stored;
    const closed = whyClosed(issue);
    if (closed && said) await editPost(deps, { newsletterId, ...said.undo });
    const refused = closed ?? (said ? undefined : whyUnseen(issue, input));
    if (refused) return refused;
    const takesBack = isGoing(issue) && !stays;
    if (isPostEdit(edit) && !said) {
      const saying = await (takesBack ? whyUnsaid : sayOfPost)(deps, { newsletterId, edit });
      if (saying?.ok === false) return { ...saying, issue, change: undefined } as Edited;
      // An approved issue is rendered with the words that stand: it is a draft again before others are written.
      if (!saying) {
        wasTakenBack = (await cancelIssue(deps, input)).ok;
        continue;
      }
      said = saying;
    }
    const base = takesBack ? { ...stored, issue: takenBack(issue) } : stored;
    const made = await madeWith(deps, { ...input, newsletter, undo: said?.undo }, base);
    if (!made.ok) return { ...made, issue };
    const done = await storeEdited(deps, { newsletter, made: made.issue, stored, takesBack });
    if (done.ok) return { ...made, newsletter, issue: done.issue, approvalTakenBack: wasTakenBack || takesBack };
    if (done.reason === "thin") stays = false;
  }
  throw new Conflict(`issue ${issueId} changed ${mostTries} times while it was being edited`);
};

const whyClosed = (issue: Issue): Edited | undefined => {
  if (issue.state === "handed-over") return { ok: false, reason: "gone", issue };
  return isOpen(issue) || isGoing(issue) ? undefined : { ok: false, reason: "set-aside", issue };
};

const whyUnseen = (issue: Issue, { seen, edit }: EditInput): Edited | undefined => {
  const change = unseenChange(issue.changes, { seen, touches: touchesOf(edit) });
  const theirs = written(issue, edit);
  const isSeen = theirs === undefined || !("was" in edit) || isAsSeen(edit.was, theirs);
  return change || !isSeen ? { ok: false, reason: "stale", issue, change, theirs } : undefined;
};

type Making = EditInput & { newsletter: Newsletter; undo: { postId: string; changes: EditChanges } | undefined };

type Made =
  | { ok: true; issue: Issue; posts: readonly Post[]; change: Change }
  | { ok: false; reason: Unchosen }
  | { ok: false; reason: "not-held"; why: string };

/** The issue as it would be with the edit, its way back noted; nothing is written. */
const madeWith = async (deps: EditDeps, input: Making, stored: StoredIssue): Promise<Made> => {
  const { by, name, edit, newsletter, undo } = input;
  const { issue } = stored;
  const now = deps.clock();
  const choices = isPostEdit(edit)
    ? issue.choices
    : applyChoice(issue, edit, now, edit.kind === "choose-photo" ? await weakestOf(deps, issue) : undefined);
  if (typeof choices === "string") return { ok: false, reason: choices };
  const draft = await draftIssue(deps, { newsletter, window: issue.window, choices }, stored);
  const why = whyNotHeld(edit, draft.issue.digest);
  if (why !== undefined) return { ok: false, reason: "not-held", why };
  const change: Change = {
    n: issue.edit + 1,
    at: now,
    by,
    words: editWords(edit, draft.posts, madeRoom(issue, draft.issue)),
    touches: touchesOf(edit),
    ...(name && { name }),
    undo: { ...(undo ? { post: undo } : { choices: issue.choices }), gallery: galleryOf(issue.digest) },
  };
  const made: Issue = { ...draft.issue, edit: change.n, changes: logged(issue.changes, change) };
  return { ok: true, issue: made, posts: draft.posts, change };
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

/** What an editor wrote about the issue where the edit would write, as it stands there. */
const written = (issue: Issue, { kind }: Edit): string | undefined => {
  if (kind !== "subject" && kind !== "preheader" && kind !== "note") return undefined;
  const chosen = issue.choices[kind];
  return chosen === undefined || kind === "note" ? chosen : issue[kind];
};

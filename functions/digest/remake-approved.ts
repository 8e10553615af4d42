import { Conflict, NotFound } from "../core/errors.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { asApproved } from "./as-approved.ts";
import { draftIssue } from "./draft-issue.ts";
import { type Issue, type IssueName, issueId, type Window } from "./issue.ts";
import type { MakeDeps } from "./make-issue.ts";
import type { RenditionStore } from "./rendition-store.ts";
import type { StoredIssue } from "./store.ts";
import { type StoreEditedDeps, storeEdited } from "./store-edited.ts";

export type RemakeDeps = MakeDeps & StoreEditedDeps & { renditions: Pick<RenditionStore, "posts"> };

export type Remade =
  | { ok: true; issue: Issue }
  /** Too little is left, or it is not approved any more: somebody has to decide. */
  | { ok: false; reason: "thin" | "not-approved"; issue: Issue };

const mostTries = 20;

/**
 * An approved issue without the posts that were withdrawn since, approved still, as a new revision: its editor agreed
 * to the rest of it, and so the rest is made of the posts as they were then. In one write, so whoever dies on the way
 * leaves it approved as it was.
 */
export const remakeApproved = async (
  deps: RemakeDeps,
  { newsletter, window }: { newsletter: Newsletter; window: Window },
): Promise<Remade> => {
  const name: IssueName = { newsletterId: newsletter.id, issueId: issueId(newsletter.id, window) };
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = await deps.issues.get(name.newsletterId, name.issueId);
    if (!stored) throw new NotFound(`no issue ${name.issueId}`);
    const { issue } = stored;
    if (issue.state !== "approved" && issue.state !== "scheduled") return { ok: false, reason: "not-approved", issue };
    const made = await madeWithout(deps, { newsletter, window }, stored);
    const done = await storeEdited(deps, { newsletter, made, stored });
    if (done.ok) return done;
    if (done.reason === "thin") return { ok: false, reason: "thin", issue };
  }
  throw new Conflict(`issue ${name.issueId} changed ${mostTries} times while it was being made anew`);
};

/** One that was approved a moment ago, and never rendered yet, is made of its posts as they are. */
const madeWithout = async (
  deps: RemakeDeps,
  input: { newsletter: Newsletter; window: Window },
  stored: StoredIssue,
): Promise<Issue> => {
  const { id, newsletterId, revision, postsOfRevision = revision } = stored.issue;
  const then = await deps.renditions.posts(id, postsOfRevision);
  if (!then) return (await draftIssue(deps, input, stored)).issue;
  const today = await deps.posts.getMany(
    newsletterId,
    then.map((post) => post.id),
  );
  const posts = asApproved(then, today, input.window);
  return { ...(await draftIssue(deps, { ...input, posts }, stored)).issue, postsOfRevision };
};

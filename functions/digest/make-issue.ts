import { isDeepStrictEqual } from "node:util";
import { Conflict } from "../core/errors.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, type Clock, type Instant } from "../core/time.ts";
import { gatherWindow } from "../posts/gather-window.ts";
import { isReady, type ReadyPhoto } from "../posts/photo.ts";
import { type Post, standsSince } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";
import type { Digest } from "./digest.ts";
import { type EditorChoices, noChoices } from "./editor-choices.ts";
import { isSensitive } from "./eligible-posts.ts";
import { photoIdsOf } from "./gallery.ts";
import { type Issue, type IssueState, type IssueSummary, isGoing, isOpen, issueId, type Window } from "./issue.ts";
import { makeDigest } from "./make-digest.ts";
import { issuesLookedAt, lateSince, memoryOf } from "./memory.ts";
import { postsThatRun } from "./posts-that-run.ts";
import type { Print } from "./print.ts";
import { printOf } from "./sameness.ts";
import type { IssueStore, StoredIssue } from "./store.ts";
import { subjectLine } from "./subject-line.ts";
import { thinWeek } from "./thin-week.ts";

export type MakeDeps = {
  clock: Clock;
  issues: Pick<IssueStore, "get" | "put" | "latest" | "sentWith">;
  posts: Pick<PostStore, "calendar" | "getMany">;
};

export type MakeInput = {
  newsletter: Newsletter;
  window: Window;
  /** The editor's choices from now on; those of the draft when absent. */
  choices?: EditorChoices | undefined;
  /** Somebody asks for it: a closed or skipped issue is opened, what came since may enter, and it is closed again. */
  again?: boolean | undefined;
};

/** `settled`: it is approved, going out or set aside, and stays as it is. */
export type MadeIssue = { issue: Issue; outcome: "made" | "changed" | "unchanged" | "settled" };

const mostTries = 20;

/**
 * The issue of a window as a stored draft, made of the posts as they are now. Whoever calls, and however often, there is
 * one issue; two who make it at once make one, and the second finds the first's. Once the window has ended the issue is
 * closed, and a thin week meets the newsletter's policy. Throws `Conflict` after twenty lost races.
 */
export const makeIssue = async (deps: MakeDeps, input: MakeInput): Promise<MadeIssue> => {
  const { newsletter, window } = input;
  for (let tries = 0; tries < mostTries; tries++) {
    const before = await deps.issues.get(newsletter.id, issueId(newsletter.id, window));
    if (before && (isGoing(before.issue) || (!isOpen(before.issue) && !input.again)))
      return { issue: before.issue, outcome: "settled" };
    const issue = await draft(deps, input, before);
    if (before && isSame(before.issue, issue)) return { issue: before.issue, outcome: "unchanged" };
    if (await deps.issues.put(issue, before)) return { issue, outcome: before ? "changed" : "made" };
  }
  throw new Conflict(`the issue of ${window.until} changed ${mostTries} times while it was being made`);
};

const isSame = (before: Issue, after: Issue): boolean =>
  isDeepStrictEqual(plain({ ...before, madeAt: "" }), plain({ ...after, madeAt: "" }));

/** As it is after it was stored: without fields that are there and undefined. */
const plain = (issue: Issue): unknown => JSON.parse(JSON.stringify(issue));

/**
 * When an issue closes that is made of these posts: now, or just after the last of them came by the clock of whoever
 * took it in. What is there when it closes is in, though another machine's clock be ahead.
 */
const closingOver = (posts: readonly Post[], now: Instant): Instant =>
  posts.map((post) => addMilliseconds(standsSince(post), 1)).reduce((last, at) => (at > last ? at : last), now);

const draft = async (deps: MakeDeps, input: MakeInput, before: StoredIssue | undefined): Promise<Issue> => {
  const { newsletter, window, again } = input;
  const id = issueId(newsletter.id, window);
  const now = deps.clock();
  const choices = input.choices ?? before?.issue.choices ?? noChoices;
  const earlier = await deps.issues.latest(newsletter.id, issuesLookedAt, id);
  const gathering = { newsletterId: newsletter.id, ...window, lateSince: lateSince(earlier) };
  const posts = await gatherWindow(deps, { ...gathering, gone: await goneWithLast(deps, newsletter.id, earlier) });
  const closing = now >= window.until ? closingOver(posts, now) : undefined;
  const closedAt = (again ? undefined : before?.issue.closedAt) ?? closing;
  const claims = await deps.issues.sentWith(
    newsletter.id,
    posts.map((post) => post.id),
  );
  const digest = makeDigest({
    newsletter,
    window,
    posts,
    memory: memoryOf(earlier, claims),
    choices,
    previous: before?.issue.digest,
    closedAt,
  });
  const line = subjectLine({
    digest,
    posts: new Map(posts.map((post) => [post.id, post])),
    isSensitive: (post) => isSensitive(post, newsletter),
    chosen: choices.subject,
    previous: earlier.find(isGoing)?.subject,
    newsletterName: newsletter.name,
  });
  return {
    id,
    newsletterId: newsletter.id,
    window,
    state: now >= window.until ? stateAtEnd(newsletter, digest, again) : "draft",
    revision: before?.issue.revision ?? 1,
    digest,
    ...line,
    choices,
    prints: printsOf(digest, posts),
    madeAt: now,
    ...(closedAt && { closedAt }),
    ...(before?.issue.nudgedAt && { nudgedAt: before.issue.nudgedAt }),
  };
};

/** The posts of the last issue that went out: most of those that came since its window opened. */
const goneWithLast = async (
  deps: MakeDeps,
  newsletterId: string,
  earlier: readonly IssueSummary[],
): Promise<Set<string>> => {
  const last = earlier.find(isGoing);
  const stored = last && (await deps.issues.get(newsletterId, last.id));
  return new Set(stored ? postsThatRun(stored.issue.digest) : []);
};

/** A thin week meets the policy when it is over; skipping is not for an issue that somebody asked for again. */
const stateAtEnd = (newsletter: Newsletter, digest: Digest, again = false): IssueState => {
  const posts = postsThatRun(digest).length;
  const { decision } = thinWeek(newsletter, posts);
  if (decision === "skip") return again && posts > 0 ? "held" : "skipped";
  return decision === "hold" ? "held" : "draft";
};

const printsOf = (digest: Digest, posts: readonly Post[]): Print[] => {
  const highlights = digest.blocks.find((block) => block.kind === "highlights");
  const photos = new Map(
    posts.flatMap((post) => post.photos.filter(isReady).map((photo): [string, ReadyPhoto] => [photo.id, photo])),
  );
  return photoIdsOf(highlights?.rows ?? []).map((id) => printOf(photos.get(id) as ReadyPhoto));
};

import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, type Clock, type Instant } from "../core/time.ts";
import { gatherWindow } from "../posts/gather-window.ts";
import { isReady, type ReadyPhoto } from "../posts/photo.ts";
import { asEdited, type Post, standsSince } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";
import type { Digest } from "./digest.ts";
import { draftNews } from "./draft-news.ts";
import { type EditorChoices, noChoices } from "./editor-choices.ts";
import { isSensitive } from "./eligible-posts.ts";
import { photoIdsOf } from "./gallery.ts";
import { type Issue, type IssueState, type IssueSummary, isGoing, issueId, type Window } from "./issue.ts";
import { type KeptTimes, timesToKeep } from "./issue-times.ts";
import { isFirstUnknown, type Late, lateOf } from "./late-posts.ts";
import { makeDigest } from "./make-digest.ts";
import { issuesLookedAt, memoryOf } from "./memory.ts";
import { postsThatRun } from "./posts-that-run.ts";
import type { Print } from "./print.ts";
import { printOf } from "./sameness.ts";
import { standingClaims } from "./standing-claims.ts";
import type { IssueStore, StoredIssue } from "./store.ts";
import { subjectLine } from "./subject-line.ts";
import { thinWeek } from "./thin-week.ts";

export type DraftDeps = {
  clock: Clock;
  issues: Pick<IssueStore, "get" | "latest" | "first" | "claims">;
  posts: Pick<PostStore, "calendar" | "getMany">;
};

export type DraftInput = {
  newsletter: Newsletter;
  window: Window;
  /** The editor's choices from now on; those of the draft when absent. */
  choices?: EditorChoices | undefined;
  /** The posts to make it of; those of the window as they are now when absent. */
  posts?: readonly Post[] | undefined;
  /** The gallery to go back to, where it may still stand. */
  keep?: readonly string[] | undefined;
  /** Its window closes with this, if it has ended: nobody waits for its sources any more. Only the tick knows that. */
  closes?: boolean | undefined;
  /** The sources that were not heard before, in words; it closes without them. */
  unheard?: string | undefined;
  /** Somebody asks for it: a closed or skipped issue is opened, what came since may enter, and it is closed again. */
  again?: boolean | undefined;
  /** From now on it goes only if somebody approves it. */
  waits?: boolean | undefined;
};

/** The issue as it would be, and the posts of the window that it was made from, with the editor's words over them. */
export type Draft = { issue: Issue; posts: readonly Post[] };

/**
 * When an issue closes that is made of these posts: now, or just after the last of them came by the clock of whoever
 * took it in. What is there when it closes is in, though another machine's clock be ahead.
 */
const closingOver = (posts: readonly Post[], now: Instant): Instant =>
  posts.map((post) => addMilliseconds(standsSince(post), 1)).reduce((last, at) => (at > last ? at : last), now);

/** An issue over what is stored of it, made of the posts as they are now; nothing is written. */
export const draftIssue = async (
  deps: DraftDeps,
  input: DraftInput,
  before: StoredIssue | undefined,
): Promise<Draft> => {
  const { newsletter, window, again, closes = false } = input;
  const id = issueId(newsletter.id, window);
  const now = deps.clock();
  const choices = input.choices ?? before?.issue.choices ?? noChoices;
  const earlier = await deps.issues.latest(newsletter.id, issuesLookedAt, id);
  const late = await lateFor(deps, input, earlier);
  const { corrects, digest: sent } = before?.issue ?? {};
  const isCorrection = corrects !== undefined;
  const posts =
    input.posts?.map(asEdited) ??
    (isCorrection && sent ? await sentPosts(deps, newsletter.id, sent) : undefined) ??
    (await postsOf(deps, { ...input, earlier, late }));
  const isOver = now >= window.until;
  const closing = isOver && (closes || before?.issue.closedAt) ? closingOver(posts, now) : undefined;
  const closedAt = (again ? undefined : before?.issue.closedAt) ?? closing;
  const sentWith = await sentWithOthers(deps, { newsletterId: newsletter.id, id, posts, earlier });
  const made = makeDigest({
    newsletter,
    window,
    posts,
    memory: memoryOf(earlier, { sentWith, lateFrom: late?.from }),
    choices,
    previous: before?.issue.digest,
    keep: input.keep,
    closedAt,
    trayFrom: isOver ? undefined : choices.trayFrom,
  });
  const digest = isCorrection && sent ? besideOthers(made, sent) : made;
  const line = subjectLine({
    digest,
    posts: new Map(posts.map((post) => [post.id, post])),
    isSensitive: (post) => isSensitive(post, newsletter),
    chosen: choices.subject,
    chosenPreheader: choices.preheader,
    previous: earlier.find(isGoing)?.subject,
    newsletterName: newsletter.name,
  });
  const waitsSince = before?.issue.waitsSince ?? (input.waits ? now : undefined);
  const state =
    isOver && closedAt && !isCorrection ? stateAtEnd(newsletter, digest, again || waitsSince !== undefined) : "draft";
  const isAsked = Boolean(again || input.waits || input.choices);
  const closingNews = isOver && closes ? { unheard: input.unheard } : undefined;
  const about = { newsletter, before: before?.issue, state, digest, posts };
  const news = isCorrection ? [] : draftNews({ ...about, isAsked, closing: closingNews, now });
  const issue: Issue = {
    id,
    newsletterId: newsletter.id,
    window,
    state,
    revision: before?.issue.revision ?? 1,
    digest,
    ...line,
    choices,
    edit: before?.issue.edit ?? 0,
    changes: before?.issue.changes ?? [],
    prints: printsOf(digest, posts),
    madeAt: now,
    times: keptTimes(before?.issue, closedAt) ?? timesToKeep(newsletter, window),
    ...(closedAt && { closedAt }),
    ...(state === "skipped" && { setAsideAt: now }),
    ...(news.length > 0 && { news }),
    ...(waitsSince && { waitsSince }),
    ...outlivingOf(before?.issue),
  };
  return { issue, posts };
};

/** What stands on an issue beside its digest, and stays when that is made anew. */
const outliving = [
  ...(["approvedEdit", "nudgedAt", "nudgingAt", "lookedAt", "lookingAt", "sendAt", "tellingAt"] as const),
  "corrects",
] as const;

const outlivingOf = (before: Issue | undefined): Partial<Issue> =>
  Object.fromEntries(outliving.flatMap((field) => (before?.[field] === undefined ? [] : [[field, before[field]]])));

/** The hours of one that was closed and is so still: what its editors were told stays true when the settings change. */
const keptTimes = (before: Issue | undefined, closedAt: Instant | undefined): KeptTimes | undefined =>
  before?.closedAt !== undefined && closedAt !== undefined ? before.times : undefined;

/** How far late posts may reach back. The newsletter's first issue is read only when it is not among `earlier`. */
const lateFor = async (
  { issues }: DraftDeps,
  { newsletter, window }: DraftInput,
  earlier: readonly IssueSummary[],
): Promise<Late | undefined> => {
  const first = isFirstUnknown(window, earlier) ? await issues.first(newsletter.id) : earlier.at(-1);
  return first && lateOf(window, earlier, first.window.from);
};

const postsOf = async (
  deps: DraftDeps,
  { newsletter: { id }, window, earlier, late }: DraftInput & { earlier: readonly IssueSummary[]; late?: Late },
): Promise<Post[]> =>
  gatherWindow(deps, { newsletterId: id, ...window, late, gone: await goneWithLast(deps, id, earlier) });

/** The posts that an issue was sent with, as they are now: no other comes into its correction. */
const sentPosts = async ({ posts }: DraftDeps, newsletterId: string, sent: Digest): Promise<Post[]> => {
  const stored = await posts.getMany(newsletterId, postsThatRun(sent));
  return [...stored.values()].map(({ post }) => asEdited(post));
};

/** A digest of the posts that an issue was sent with, with what was said of the others. */
const besideOthers = (digest: Digest, sent: Digest): Digest => ({
  ...digest,
  postReasons: { ...sent.postReasons, ...digest.postReasons },
  photoReasons: { ...sent.photoReasons, ...digest.photoReasons },
});

/** Which other issue each of these posts goes out with, by post id. */
const sentWithOthers = async (
  deps: DraftDeps,
  input: { newsletterId: string; id: string; posts: readonly Post[]; earlier: readonly IssueSummary[] },
): Promise<Map<string, string>> => {
  const { newsletterId, id, posts, earlier } = input;
  const all = await deps.issues.claims(
    newsletterId,
    posts.map((post) => post.id),
  );
  const claims = new Map([...all].filter(([, { issueId }]) => issueId !== id));
  const standing = await standingClaims(deps, { newsletterId, claims, known: earlier });
  return new Map([...standing].map(([postId, { issueId }]) => [postId, issueId]));
};

/** The posts of the last issue that went out: most of those that came since its window opened. */
const goneWithLast = async (
  deps: DraftDeps,
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

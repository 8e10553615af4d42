import { addSubscriber } from "../../functions/audience/add-subscriber.ts";
import { reopenIssue } from "../../functions/calendar/reopen-issue.ts";
import { addMilliseconds, day, type Instant } from "../../functions/core/time.ts";
import { approveIssue } from "../../functions/digest/approve-issue.ts";
import { cancelIssue } from "../../functions/digest/cancel-issue.ts";
import { editIssue } from "../../functions/digest/edit-issue.ts";
import { holdIssue } from "../../functions/digest/hold-issue.ts";
import { type Issue, type IssueName, issueNamed } from "../../functions/digest/issue.ts";
import { makeIssue } from "../../functions/digest/make-issue.ts";
import { postsThatRun } from "../../functions/digest/posts-that-run.ts";
import { incomingPostSchema, type Post, postId } from "../../functions/posts/post.ts";
import { putPost } from "../../functions/posts/put-post.ts";
import { withdrawPost } from "../../functions/posts/withdraw-post.ts";
import type { Parts } from "../../local/parts.ts";
import type { AcceptedMessage } from "../../local/ses/accepted-message.ts";
import { openWorld } from "../support/world.ts";
import { chanceFrom } from "./chance.ts";
import { type Feeds, type Item, openFeeds } from "./feeds.ts";
import { changed, type Span, type YearNewsletter, yearNewsletters } from "./newsletters.ts";
import { type EditorAct, type Happening, type Timeline, timelineOf } from "./timeline.ts";

/** What a simulated year left behind, for the audit. */
export type Year = {
  span: Span;
  timeline: Timeline;
  newsletters: readonly {
    lives: YearNewsletter;
    /** The oldest first. */
    issues: readonly Issue[];
    posts: readonly Post[];
    /** What its feed ever showed. */
    items: readonly Item[];
    /** When each issue truly went out first. */
    trulyOutAt: ReadonlyMap<string, Instant>;
    /** When a post that came by the API was truly withdrawn or put off, by its id. */
    takenBackAt: ReadonlyMap<string, Instant>;
    /** What its editors, or whoever uses the API, did to its issues and was not refused. */
    acts: readonly Act[];
    /** The approvals that were. */
    refusals: readonly Refusal[];
  }[];
  /** How often each address got each issue, by `issue address`. */
  mails: ReadonlyMap<string, number>;
  failures: readonly unknown[];
  /** `ran`: the program's own time of each. */
  ticks: { run: number; lost: number; twice: number; ran: readonly Instant[] };
  asked: Feeds["asked"];
};

/** `at` by the program's clock; `subject` as an edit wrote it. */
export type Act = { kind: EditorAct; issueId: string; at: Instant; subject?: string };

/** An approval that was refused: what the issue was then, and when by the program's clock and in truth. */
export type Refusal = { issueId: string; at: Instant; trulyAt: Instant; reason: string; posts: number };

const readers = ["ada@reader.example", "ben@reader.example"];

/**
 * Lives through the days by the real rules, the real store and the real delivery, with ticks lost, fired twice, and a
 * clock that jumps, all by the seed.
 */
export const simulateYear = async (options: { days: number; seed: number; from?: Instant }): Promise<Year> => {
  const from = options.from ?? "2026-01-01T00:00:00.000Z";
  const span = { from, until: addMilliseconds(from, options.days * 86_400_000) };
  const timeline = timelineOf(yearNewsletters, span, chanceFrom(options.seed));
  const feeds = openFeeds(options.seed + 1);
  const world = await openWorld(feeds);
  const { parts } = world;
  const takenBackAt = new Map<string, Instant>();
  const failures: unknown[] = [];
  const acts: Act[] = [];
  const refusals: Refusal[] = [];
  const ticks = { run: 0, lost: 0, twice: 0, ran: [] as Instant[] };
  const trulyOutAt = new Map<string, Instant>();
  const tick = async (at: Instant) => {
    for (const outcome of await world.tick()) {
      if (outcome.did === "failed") failures.push(outcome.error);
      if (outcome.did === "begun" && !trulyOutAt.has(outcome.issue.id)) trulyOutAt.set(outcome.issue.id, at);
    }
  };
  const live = async (happening: Happening): Promise<void> => {
    if (happening.kind !== "tick") return act({ parts, feeds, takenBackAt, acts, refusals }, happening);
    if (timeline.outages.some((outage) => isIn(outage, happening.at))) {
      ticks.lost += 1;
      return;
    }
    ticks.run += 1;
    ticks.ran.push(parts.clock());
    if (!happening.twice) return tick(happening.at);
    ticks.twice += 1;
    await Promise.all([tick(happening.at), tick(happening.at)]);
  };
  try {
    for (const { newsletter } of yearNewsletters) {
      await parts.newsletters.put({ newsletter, version: 0 });
      for (const address of readers) await addSubscriber(parts, { newsletterId: newsletter.id, address });
    }
    for (const happening of timeline.happenings) {
      const jump = timeline.jumps.find((each) => isIn(each, happening.at));
      world.set(addMilliseconds(happening.at, jump?.by ?? 0));
      await live(happening);
    }
    const newsletters = await Promise.all(
      yearNewsletters.map(async (lives) => {
        const { id } = lives.newsletter;
        const { issues, posts } = await everything(parts, id);
        const isOwn = ({ issueId }: { issueId: string }) => issueNamed(issueId).newsletterId === id;
        return {
          ...{ lives, issues, posts, trulyOutAt, items: feeds.items(id) },
          takenBackAt: new Map([...takenBackAt].filter(([postId]) => posts.some((post) => post.id === postId))),
          acts: acts.filter(isOwn),
          refusals: refusals.filter(isOwn),
        };
      }),
    );
    return { span, timeline, newsletters, mails: mailsOf(await world.accepted()), failures, ticks, asked: feeds.asked };
  } finally {
    await world.close();
  }
};

/** How often each address got each issue; system mails name none. */
const mailsOf = (accepted: readonly AcceptedMessage[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { tags, recipients } of accepted) {
    const key = `${tags.issue ?? "none"} ${recipients.join()}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
};

const isIn = (span: Span, at: Instant): boolean => span.from <= at && at < span.until;

type ActDeps = {
  parts: Parts;
  feeds: Feeds;
  takenBackAt: Map<string, Instant>;
  acts: Act[];
  refusals: Refusal[];
};

/** What a feed cannot say, an embargo, comes by the API. */
const act = async (
  { parts, feeds, takenBackAt, acts, refusals }: ActDeps,
  happening: Exclude<Happening, { kind: "tick" }>,
): Promise<void> => {
  const { newsletterId } = happening;
  const now = parts.clock();
  if (happening.kind === "post") {
    const { said } = happening;
    if (said.embargoUntil === undefined && !happening.byApi) return feeds.publish(newsletterId, said);
    const put = await putPost(parts, { newsletterId, source: "api", said, now });
    if (!put.ok) throw new Error(put.problems.join());
  } else if (happening.kind === "withdrawal") {
    feeds.withdraw(newsletterId, happening.guid, happening.at);
    const stored = await parts.posts.get(newsletterId, postId(newsletterId, happening.guid));
    if (stored?.post.source === "api") {
      await withdrawPost(parts, { newsletterId, guid: happening.guid, by: "source", now });
      takenBackAt.set(stored.post.id, happening.at);
    }
  } else if (happening.kind === "settings") {
    const lives = yearNewsletters.find(({ newsletter: { id } }) => id === newsletterId);
    const stored = await parts.newsletters.get(newsletterId);
    if (lives && stored) await parts.newsletters.put({ ...stored, newsletter: changed(lives) });
  } else {
    const drafts = await parts.issues.latest(newsletterId, 3);
    const draft = drafts.find(({ window }) => window.until === happening.windowEnd);
    if (!draft) return;
    const done = await decide({ parts, takenBackAt, refusals }, { newsletterId, issueId: draft.id }, happening);
    if (done) acts.push({ ...done, issueId: draft.id, at: now });
  }
};

type DecideDeps = Pick<ActDeps, "parts" | "takenBackAt" | "refusals">;

/** What an editor, or whoever uses the API, does to an issue; nothing when it came too late for it, or was refused. */
const decide = async (
  deps: DecideDeps,
  name: IssueName,
  { kind, at }: { kind: EditorAct; at: Instant },
): Promise<Pick<Act, "kind" | "subject"> | undefined> => {
  const { parts } = deps;
  if (kind === "approval") return (await approve(deps, name, at)) ? { kind } : undefined;
  if (kind === "take-back") return (await cancelIssue(parts, name)).ok ? { kind } : undefined;
  if (kind === "hold") return (await holdIssue(parts, { ...name, hold: true })).ok ? { kind } : undefined;
  const issue = (await parts.issues.get(name.newsletterId, name.issueId))?.issue;
  const stored = await parts.newsletters.get(name.newsletterId);
  if (!issue || !stored) return undefined;
  if (kind === "edit") {
    const edit = { kind: "subject" as const, text: `As its editor has it at ${at}` };
    const done = await editIssue(parts, { ...name, by: "editor", seen: issue.edit, edit });
    return done.ok ? { kind, subject: done.issue.subject } : undefined;
  }
  if (kind === "put-off") return putOff(deps, issue, at);
  const reopened = await reopenIssue(parts, { newsletter: stored.newsletter, issue });
  if (!reopened.ok) return undefined;
  return (await approve(deps, name, at)) ? { kind: "approval" } : { kind };
};

/** Who is told that another issue has some of its posts by now looks at the draft again, as it is without them. */
const approve = async ({ parts, refusals }: DecideDeps, name: IssueName, trulyAt: Instant): Promise<boolean> => {
  let done = await approveIssue(parts, name);
  if (!done.ok && done.reason === "already-sent") {
    const stored = await parts.newsletters.get(name.newsletterId);
    if (stored) await makeIssue(parts, { newsletter: stored.newsletter, window: done.issue.window });
    done = await approveIssue(parts, name);
  }
  if (done.ok) return true;
  const posts = postsThatRun(done.issue.digest).length;
  refusals.push({ issueId: name.issueId, at: parts.clock(), trulyAt, reason: done.reason, posts });
  return false;
};

const putOff = async ({ parts, takenBackAt }: DecideDeps, issue: Issue, at: Instant): Promise<undefined> => {
  const stored = await parts.posts.getMany(issue.newsletterId, postsThatRun(issue.digest));
  const found = [...stored.values()].find(({ post }) => post.source === "api" && !post.withdrawnAt);
  if (!found || issue.state === "handed-over") return;
  const said = { ...found.post, embargoUntil: addMilliseconds(issue.window.until, 2 * day) };
  const put = await putPost(parts, {
    ...{ newsletterId: issue.newsletterId, source: "api" as const, now: parts.clock() },
    said: incomingPostSchema.parse({ ...said, publishedAt: found.post.publishedAt }),
  });
  if (!put.ok) throw new Error(put.problems.join());
  takenBackAt.set(found.post.id, at);
};

const everything = async (parts: Parts, newsletterId: string) => {
  const summaries = await parts.issues.latest(newsletterId, 10_000);
  const issues = await Promise.all(summaries.map(async ({ id }) => (await parts.issues.get(newsletterId, id))?.issue));
  const entries = await parts.posts.calendar(newsletterId, "2000", "2100");
  const posts = await parts.posts.getMany(
    newsletterId,
    entries.map(({ postId }) => postId),
  );
  return {
    issues: issues.filter((issue) => issue !== undefined).toReversed(),
    posts: [...posts.values()].map(({ post }) => post),
  };
};

import type { Cadence, Newsletter } from "../../functions/core/newsletter.ts";
import { addMilliseconds, day, hour, type Instant, millisecondsBetween, minute } from "../../functions/core/time.ts";
import { type Issue, isSetAside } from "../../functions/digest/issue.ts";
import { postsThatRun } from "../../functions/digest/posts-that-run.ts";
import { leavesAt, postId } from "../../functions/posts/post.ts";
import { changesAt, type Span, settingsAt } from "./newsletters.ts";
import type { Refusal, Year } from "./simulate-year.ts";

type Lived = Year["newsletters"][number];

/** One newsletter's year in numbers. Every count of `wrong` is to be 0. */
export type Row = {
  newsletter: string;
  zone: string;
  windows: number;
  sent: number;
  skipped: number;
  missed: number;
  open: number;
  /** Why nothing of those went out that were skipped or missed. */
  thin: number;
  unapproved: number;
  tickLost: number;
  latestHours: number;
  posts: number;
  gone: number;
  wrong: {
    /** Skipped or missed though it was to go, and a tick ran when it could. */
    missing: number;
    /** Approvals that came in time and were refused, of an issue that had enough in it. */
    refused: number;
    gaps: number;
    /** Edges that the zone's own calendar does not show, or that it shows and no issue has. */
    strayEdges: number;
    tooEarly: number;
    tooLate: number;
    twice: number;
    /** Never asked for again by the program, or taken in and never sent. */
    forgotten: number;
    /** Mailed though its page was gone before the last look. */
    withdrawn: number;
    /** Mailed before its date or the end of its embargo, by more than the clock was ahead. */
    early: number;
    /** Mailed otherwise than its editor wrote it. */
    unedited: number;
    mailsAmiss: number;
  };
};

/** So much earlier and later than it truly was the program's clock may have had it. */
const wrongBy = ({ timeline }: Year, at: Instant): { ahead: number; behind: number } => {
  const by = timeline.jumps.find(({ from, until }) => from <= at && at < until)?.by ?? 0;
  return { ahead: Math.max(0, by), behind: Math.max(0, -by) };
};

export const auditOf = (year: Year): Row[] => year.newsletters.map((lived) => rowOf(year, lived));

/** So old, and no older, is the last look at an issue's pages when it goes. */
const lookedBefore = 30 * minute;

const rowOf = (year: Year, lived: Lived): Row => {
  const { issues, posts, items, trulyOutAt, takenBackAt } = lived;
  const { newsletter } = lived.lives;
  const sent = issues.filter(({ state }) => state === "handed-over");
  const lateness = sent.flatMap((issue) => {
    const at = trulyOutAt.get(issue.id);
    return at ? [{ at, ...wrongBy(year, at), ...hoursOf(year, lived, issue) }] : [];
  });
  const runs = sent.flatMap((issue) => postsThatRun(issue.digest).map((postId) => ({ postId, issue })));
  const goneWith = new Map(runs.map(({ postId, issue }) => [postId, issue]));
  const setAside = issues.filter(isSetAside).map((issue) => whyNotSent(year, lived, issue));
  const because = (why: WhyNotSent) => setAside.filter((each) => each === why).length;
  const count = (state: Issue["state"]) => issues.filter((issue) => issue.state === state).length;
  return {
    newsletter: newsletter.id,
    zone: newsletter.zone,
    windows: issues.length,
    sent: sent.length,
    skipped: count("skipped"),
    missed: count("missed"),
    open: issues.length - sent.length - count("skipped") - count("missed"),
    ...{ thin: because("thin"), unapproved: because("unapproved"), tickLost: because("tick lost") },
    latestHours: Math.max(0, ...lateness.map(({ at, deadlineAt }) => millisecondsBetween(deadlineAt, at) / hour)),
    posts: posts.length,
    gone: goneWith.size,
    wrong: {
      missing: because(undefined),
      refused: issues.reduce((sum, issue) => sum + wronglyRefused(year, lived, issue).length, 0),
      gaps: issues.filter((issue, at) => at > 0 && issue.window.from !== issues[at - 1]?.window.until).length,
      strayEdges: strayEdges(year, lived),
      tooEarly: lateness.filter(({ at, ahead, deadlineAt }) => addMilliseconds(at, ahead) < deadlineAt).length,
      tooLate:
        lateness.filter(({ at, behind, limitAt }) => addMilliseconds(at, -behind) >= limitAt).length +
        sent.length -
        lateness.length,
      twice: runs.length - goneWith.size,
      forgotten: forgotten(year, lived, goneWith),
      withdrawn:
        posts.filter(({ id, withdrawnAt }) => {
          const at = trulyOutAt.get(goneWith.get(id)?.id ?? "");
          return withdrawnAt !== undefined && at !== undefined && (takenBackAt.get(id) ?? at) < at;
        }).length +
        items.filter(({ said, withdrawnAt }) => {
          const issue = goneWith.get(postId(newsletter.id, said.guid));
          const at = issue && trulyOutAt.get(issue.id);
          return withdrawnAt !== undefined && at !== undefined && withdrawnAt < addMilliseconds(at, -lookedBefore);
        }).length,
      early: posts.filter((post) => {
        const at = trulyOutAt.get(goneWith.get(post.id)?.id ?? "");
        if (at === undefined || leavesAt(post) <= addMilliseconds(at, wrongBy(year, at).ahead)) return false;
        // Put off when it was out already: nobody could know.
        return (takenBackAt.get(post.id) ?? "") < at;
      }).length,
      unedited: sent.filter(({ id, subject }) => (lastEdit(lived, id) ?? subject) !== subject).length,
      mailsAmiss: mailsAmiss(year, issues),
    },
  };
};

type WhyNotSent = "thin" | "unapproved" | "refused" | "tick lost" | undefined;

/** So long after it closes an issue may wait for its sources. */
const sourceWaits = 16 * minute;

/** Why nothing went out of an issue, by what its editors did and when a tick ran; nothing when it should have gone. */
const whyNotSent = (year: Year, lived: Lived, issue: Issue): WhyNotSent => {
  const { newsletter, deadlineAt, limitAt } = hoursOf(year, lived, issue);
  const acts = lived.acts.filter(({ issueId, kind }) => issueId === issue.id && kind !== "put-off");
  const last = acts.at(-1);
  const takenBackAt = issue.news?.findLast(({ kind }) => kind === "taken-back")?.at ?? "";
  const approvedAt = last?.kind === "approval" && last.at > takenBackAt ? last.at : undefined;
  const isThin = postsThatRun(issue.digest).length < newsletter.minimumPosts;
  const isHeld = takenBackAt !== "" || acts.some(({ kind }) => kind === "hold" || kind === "reopen");
  const goesByItself = newsletter.whenUnapproved === "send" && !isThin && !isHeld;
  if (!approvedAt && wronglyRefused(year, lived, issue).length > 0) return "refused";
  if (!approvedAt && !goesByItself) return isThin ? "thin" : "unapproved";
  const since = addMilliseconds(deadlineAt, sourceWaits);
  const goesFrom = goesByItself || !approvedAt || approvedAt < since ? since : approvedAt;
  return year.ticks.ran.some((at) => goesFrom <= at && at < limitAt) ? undefined : "tick lost";
};

/**
 * The approvals of an issue that were refused though they came in time by every clock: before its deadline, or before
 * its limit where it waits that long. No editor of the year skips, so only too few posts are a reason.
 */
const wronglyRefused = (year: Year, lived: Lived, issue: Issue): Refusal[] => {
  const { newsletter, deadlineAt, limitAt } = hoursOf(year, lived, issue);
  const waits = ({ at }: Refusal) =>
    newsletter.whenUnapproved === "hold" ||
    lived.acts.some((act) => act.issueId === issue.id && act.kind === "reopen" && act.at <= at);
  return lived.refusals.filter((refusal) => {
    const { issueId, at, trulyAt, posts } = refusal;
    const until = waits(refusal) ? limitAt : deadlineAt;
    return issueId === issue.id && at < until && trulyAt < until && posts >= newsletter.minimumPosts;
  });
};

const lastEdit = ({ acts }: Lived, id: string): string | undefined =>
  acts.findLast(({ issueId, subject }) => issueId === id && subject !== undefined)?.subject;

/** The deadline and the limit as docs/newsletters.md promises them: counted here by the settings alone. */
const hoursOf = ({ span }: Year, { lives, issues }: Lived, { window }: Issue) => {
  const newsletter = settingsAt(lives, span, window.until);
  const deadlineAt = addMilliseconds(window.until, newsletter.deadlineHours * hour);
  const limitAt = addMilliseconds(deadlineAt, newsletter.lateLimitHours * hour);
  const next = issues.find(({ window: { from } }) => from === window.until)?.window.until ?? limitAt;
  return { newsletter, deadlineAt, limitAt: next < limitAt ? next : limitAt };
};

/** A post that stands, whose turn came long enough before the end, and that no issue took. */
const forgotten = (
  { span }: Year,
  { lives: { newsletter }, posts, issues, items }: Lived,
  goneWith: ReadonlyMap<string, Issue>,
): number => {
  const lastOut = issues.findLast(({ state }) => state === "handed-over");
  const before = lastOut?.window.from ?? span.from;
  const first = issues[0]?.window.from ?? span.until;
  const taken = new Set(posts.map(({ id }) => id));
  const unasked = items.filter(({ said, withdrawnAt }) => {
    const isDue = said.publishedAt >= first && said.publishedAt < before;
    return isDue && withdrawnAt === undefined && !taken.has(postId(newsletter.id, said.guid));
  });
  const unsent = posts.filter((post) => {
    const isDue = leavesAt(post) >= first && leavesAt(post) < before && (post.arrivedAt ?? post.firstSeenAt) < before;
    return isDue && !post.withdrawnAt && !goneWith.has(post.id) && post.newsletterId === newsletter.id;
  });
  return unasked.length + unsent.length;
};

/** Every reader has every issue that was sent once, and no other. */
const mailsAmiss = ({ mails }: Year, issues: readonly Issue[]): number => {
  const expected = (issue: Issue) => (issue.state === "handed-over" ? 1 : 0);
  return issues.filter((issue) => {
    const counts = [...mails].filter(([key]) => key.startsWith(`${issue.id} `)).map(([, count]) => count);
    return counts.length !== 2 * expected(issue) || counts.some((count) => count !== 1);
  }).length;
};

/**
 * The ends of windows against the zone's calendar as `Intl` shows it, which the rules do not use. The window that a
 * change of the settings falls into and the one after it may end by either; which they do, the gaps say.
 */
const strayEdges = ({ span }: Year, { lives, issues }: Lived): number => {
  const changedAt = changesAt(lives, span);
  const changed = issues.findIndex(({ window }) => changedAt < window.until);
  const lastDay = addMilliseconds(span.until, -day);
  const first = issues[0]?.window.until ?? span.until;
  const [old, next] = [issues[changed - 1]?.window.until ?? first, issues[changed + 1]?.window.until ?? lastDay];
  const eras = [
    { from: first, until: old, settings: lives.newsletter },
    { from: next, until: lastDay, settings: settingsAt(lives, span, changedAt) },
  ];
  return eras.reduce((sum, era) => {
    const made = new Set(issues.map(({ window }) => window.until).filter((at) => era.from <= at && at <= era.until));
    const shown = edgesShown(era);
    return sum + [...made].filter((at) => !shown.has(at)).length + [...shown].filter((at) => !made.has(at)).length;
  }, 0);
};

/** The instants of a span at which the zone's clock shows the cadence's time on one of its dates. */
const edgesShown = ({ from, until, settings: { zone, cadence } }: Span & { settings: Newsletter }): Set<Instant> => {
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const shown = new Set<Instant>();
  const step = 30 * minute;
  for (let at = Math.floor(Date.parse(from) / step) * step; at <= Date.parse(until); at += step) {
    const [date = "", time] = clock.format(at).split(" ");
    const instant = new Date(at).toISOString();
    if (time === cadence.time && from <= instant && isEdgeDate(cadence, date)) shown.add(instant);
  }
  return shown;
};

const isEdgeDate = (cadence: Cadence, date: string): boolean => {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  if (cadence.kind === "daily") return true;
  if (cadence.kind === "weekly") return weekday === cadence.weekday;
  if (cadence.kind === "monthly-weekday")
    return weekday === cadence.weekday && Math.ceil(Number(date.slice(8)) / 7) === cadence.nth;
  throw new Error(`the audit does not know the cadence ${cadence.kind}`);
};

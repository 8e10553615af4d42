import { addMilliseconds, day, hour, type Instant, millisecondsBetween, minute } from "../../functions/core/time.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { postsThatRun } from "../../functions/digest/posts-that-run.ts";
import { leavesAt, postId } from "../../functions/posts/post.ts";
import type { Year } from "./simulate-year.ts";

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
  latestHours: number;
  posts: number;
  gone: number;
  wrong: {
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
    mailsAmiss: number;
  };
};

/** So much earlier and later than it truly was the program's clock may have had it. */
const wrongBy = ({ timeline }: Year, at: Instant): { ahead: number; behind: number } => {
  const by = timeline.jumps.find(({ from, until }) => from <= at && at < until)?.by ?? 0;
  return { ahead: Math.max(0, by), behind: Math.max(0, -by) };
};

export const auditOf = (year: Year): Row[] => year.newsletters.map((lived) => rowOf(year, lived));

/** So long before it goes an issue's pages are looked at for the last time. */
const lookedBefore = 15 * minute;

const rowOf = (year: Year, lived: Lived): Row => {
  const { newsletter, issues, posts, items, trulyOutAt, takenBackAt } = lived;
  const sent = issues.filter(({ state }) => state === "handed-over");
  const lateness = sent.flatMap((issue) => {
    const at = trulyOutAt.get(issue.id);
    return at ? [{ at, ...wrongBy(year, at), ...hoursOf(lived, issue) }] : [];
  });
  const runs = sent.flatMap((issue) => postsThatRun(issue.digest).map((postId) => ({ postId, issue })));
  const goneWith = new Map(runs.map(({ postId, issue }) => [postId, issue]));
  const count = (state: Issue["state"]) => issues.filter((issue) => issue.state === state).length;
  return {
    newsletter: newsletter.id,
    zone: newsletter.zone,
    windows: issues.length,
    sent: sent.length,
    skipped: count("skipped"),
    missed: count("missed"),
    open: issues.length - sent.length - count("skipped") - count("missed"),
    latestHours: Math.max(0, ...lateness.map(({ at, deadlineAt }) => millisecondsBetween(deadlineAt, at) / hour)),
    posts: posts.length,
    gone: goneWith.size,
    wrong: {
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
      mailsAmiss: mailsAmiss(year, issues),
    },
  };
};

/** The deadline and the limit as docs/newsletters.md promises them: counted here by the settings alone. */
const hoursOf = ({ newsletter, issues }: Lived, { window }: Issue) => {
  const deadlineAt = addMilliseconds(window.until, newsletter.deadlineHours * hour);
  const limitAt = addMilliseconds(deadlineAt, newsletter.lateLimitHours * hour);
  const next = issues.find(({ window: { from } }) => from === window.until)?.window.until ?? limitAt;
  return { deadlineAt, limitAt: next < limitAt ? next : limitAt };
};

/** A post that stands, whose turn came long enough before the end, and that no issue took. */
const forgotten = (
  { span }: Year,
  { newsletter, posts, issues, items }: Lived,
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

/** The ends of windows against the zone's calendar as `Intl` shows it, which the rules do not use. */
const strayEdges = ({ span }: Year, { newsletter, issues }: Lived): number => {
  const made = new Set(issues.map(({ window }) => localOf(newsletter.zone, window.until)));
  const first = issues[0]?.window.until ?? span.until;
  const shown = new Set<string>();
  for (let at = first; at < span.until; at = addMilliseconds(at, hour)) {
    const date = localOf(newsletter.zone, at).slice(0, 10);
    if (isEdgeDate(newsletter.cadence, date)) shown.add(`${date} ${newsletter.cadence.time}`);
  }
  const ended = [...made].filter((edge) => edge < localOf(newsletter.zone, span.until));
  const lastDay = localOf(newsletter.zone, addMilliseconds(span.until, -day)).slice(0, 10);
  return (
    ended.filter((edge) => !shown.has(edge) && edge.slice(0, 10) < lastDay).length +
    [...shown].filter((edge) => !made.has(edge) && edge.slice(0, 10) < lastDay).length
  );
};

const localOf = (zone: string, at: Instant): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(new Date(at));

const isEdgeDate = (cadence: Lived["newsletter"]["cadence"], date: string): boolean => {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  if (cadence.kind === "daily") return true;
  if (cadence.kind === "weekly") return weekday === cadence.weekday;
  if (cadence.kind === "monthly-weekday")
    return weekday === cadence.weekday && Math.ceil(Number(date.slice(8)) / 7) === cadence.nth;
  throw new Error(`the audit does not know the cadence ${cadence.kind}`);
};

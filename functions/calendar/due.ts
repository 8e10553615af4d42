import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, day, type Instant, minute } from "../core/time.ts";
import { type Issue, type IssueSummary, isAhead, isGoing, isSetAside, type Window } from "../digest/issue.ts";
import { isTakenUp, isTellingDue, owedNews } from "../digest/issue-news.ts";
import { hoursMoved, issueTimes, timesOf } from "../digest/issue-times.ts";
import { issuesLookedAt } from "../digest/memory.ts";
import { waitsForEditor } from "../digest/waits-for-editor.ts";
import { windowEndingBy, windowsAfter, windowsBetween } from "../digest/window.ts";
import { lookSeconds } from "../posts/look-at-posts.ts";

/**
 * What the tick can do for an issue. `make`: its window has no issue yet. `refresh`: the draft fills. `close`: what may
 * enter is frozen. `reopen`: a clock that ran ahead closed it or set it aside. `send`: the deadline found it approved, or
 * nobody needs to; or its sending stopped. `look`: somebody approved it, or it is about to go: are its posts still there? `skip`,
 * `hold`: nobody approved it. `miss`: its time is over. `tell`: its editors do not know yet what it came to by itself.
 */
export type Step =
  | "make"
  | "refresh"
  | "close"
  | "reopen"
  | "nudge"
  | "look"
  | "send"
  | "skip"
  | "hold"
  | "miss"
  | "lapse"
  | "tell";

/** How far delivery is with an issue that was handed over; `lapsed`: nobody began it in time, and nobody can any more. */
export type Sending = "not-begun" | "begun" | "done" | "lapsed";

type StandingIssue = Pick<Issue, "state" | "closedAt" | "digest" | "sendAt" | "waitsSince"> &
  Pick<Issue, "times" | "nudgedAt" | "nudgingAt" | "lookedAt" | "lookingAt" | "news" | "tellingAt"> &
  Pick<Issue, "setAsideAt" | "tookBack">;

/** A window, and how its issue stands when there is one. */
export type Standing = {
  window: Window;
  issue?: StandingIssue | undefined;
  sending: Sending;
};

/** A draft is made anew in every tenth minute, and whenever something is to be done with it. */
const refreshMinutes = 10;
/** So long before an issue goes its posts are looked at for the last time. */
const lookMinutes = 15;
/** So long after its window an issue is looked at that was handed over. */
const mindedDays = 7;

/** What is due for one window at the instant, in the order to do it; after each step what follows is asked anew. */
export const dueFor = (newsletter: Newsletter, standing: Standing, now: Instant): Step[] => [
  ...stepsFor(newsletter, standing, now),
  ...(standing.issue && isTellingDue(standing.issue, now) ? (["tell"] as const) : []),
];

const stepsFor = (newsletter: Newsletter, { window, issue, sending }: Standing, now: Instant): Step[] => {
  if (sending === "done") return [];
  if (!issue) return window.from <= now ? ["make"] : [];
  const { closesAt, nudgeAt, deadlineAt, limitAt } = timesOf(newsletter, { window, times: issue.times });
  const isLate = now >= limitAt;
  if (issue.state === "handed-over") {
    // What was begun is the sweep's.
    if (sending === "begun") return [];
    return isLate || sending === "lapsed" ? ["lapse"] : ["send"];
  }
  if (isGoing(issue)) {
    if (isLate) return ["miss"];
    const goesAt = issue.sendAt ?? deadlineAt;
    const look: Step[] = issue.lookedAt === undefined || isUnlooked(issue, goesAt, now) ? ["look"] : [];
    if (look.length > 0 && isBeingLooked(issue, now)) return [];
    return now >= goesAt ? [...look, "send"] : look;
  }
  if (!isLate && isAhead({ ...issue, window }, now)) return ["reopen"];
  if (isSetAside(issue)) return [];
  if (isLate) return ["miss"];
  if (now >= closesAt && issue.closedAt === undefined) return ["close"];
  const steps: Step[] = [];
  const isMoved = issue.closedAt === undefined && hoursMoved(newsletter, { window, times: issue.times });
  if (isMoved || isRefreshTime(now)) steps.push("refresh");
  const goes = unapproved(newsletter, issue);
  // What goes by itself at once is no question, and what its editors were told of is none any more.
  const isOpenQuestion = now < deadlineAt || (goes.length === 0 && !isToldHeld(issue));
  if (newsletter.editors.length > 0 && isNudgeDue(issue, now) && now >= nudgeAt && isOpenQuestion) steps.push("nudge");
  const wantsLook = goes.includes("send") && isUnlooked(issue, deadlineAt, now);
  if (wantsLook && isBeingLooked(issue, now)) return steps;
  if (wantsLook) steps.push("look");
  if (now >= deadlineAt) steps.push(...goes);
  if (now >= deadlineAt && goes.length === 0 && isHoldNews(newsletter, issue, deadlineAt)) steps.push("hold");
  return steps;
};

const isNudgeDue = ({ nudgedAt, nudgingAt }: StandingIssue, now: Instant): boolean =>
  nudgedAt === undefined && !isTakenUp(nudgingAt, now);

/** Whether its editors, who were asked in time, are still to be told that it waits; not those who hold it themselves. */
const isHoldNews = ({ editors }: Newsletter, issue: StandingIssue, deadlineAt: Instant): boolean => {
  const { nudgedAt = deadlineAt, waitsSince } = issue;
  return editors.length > 0 && waitsSince === undefined && nudgedAt < deadlineAt && !isToldHeld(issue);
};

const isToldHeld = ({ news = [] }: StandingIssue): boolean =>
  news.some(({ kind }) => kind === "held" || kind === "taken-back");

/**
 * Whether it is about to go, and nobody has looked since it is, or so long ago that it goes late: a tick was lost, or a
 * source was waited for. A look that is yet to come was a clock's that ran ahead.
 */
const isUnlooked = ({ lookedAt = "" }: { lookedAt?: Instant | undefined }, goesAt: Instant, now: Instant) => {
  const lastLookAt = addMilliseconds(goesAt, -lookMinutes * minute);
  const isOld = lookedAt < addMilliseconds(now, -2 * lookMinutes * minute);
  return now >= lastLookAt && (lookedAt < lastLookAt || isOld || lookedAt > now);
};

/** Whether somebody is at it, whose look the issue waits for: longer than that takes, they died over it. */
export const isBeingLooked = ({ lookingAt }: Pick<Issue, "lookingAt">, now: Instant): boolean =>
  isTakenUp(lookingAt, now, (2 * lookSeconds) / 60);

const unapproved = (newsletter: Newsletter, issue: Pick<Issue, "state" | "digest" | "waitsSince">): Step[] => {
  if (newsletter.whenUnapproved === "hold" || waitsForEditor(newsletter, issue)) return [];
  return [newsletter.whenUnapproved];
};

const isRefreshTime = (now: Instant): boolean => Math.floor(Date.parse(now) / minute) % refreshMinutes === 0;

type Summary = Pick<IssueSummary, "id" | "window" | "state" | "news" | "setAsideAt">;

/** A window for which something may be due, and what its issue was when it was listed. */
export type ToMind = { window: Window } & Partial<Summary>;

/**
 * The windows for which something may be due, oldest first: those of the issues that are not over, every one between two
 * issues and since the last that has none yet, and the one that is open. `latest` are the newsletter's issues, the
 * latest first. A new newsletter begins with the window that ended last, when its issue may still go out, else with the
 * open one. After a long absence only as many are new as leave every issue that is not over among the latest; the rest
 * is the next tick's.
 */
export const windowsToMind = (newsletter: Newsletter, latest: readonly Summary[], now: Instant): ToMind[] => {
  const { cadence, zone } = newsletter;
  const unfinished = latest.filter((issue) => {
    const { window, setAsideAt = "" } = issue;
    if (isSetAside(issue)) return window.until > now || setAsideAt > now || owedNews(issue, now).length > 0;
    return issue.state !== "handed-over" || now < addMilliseconds(issue.window.until, mindedDays * day);
  });
  const begun = latest[0]?.window.until ?? beginning(newsletter, now);
  const without = [...missingWindows(newsletter, latest, now), ...windowsAfter(cadence, zone, begun, now)];
  const oldest = [without[0], unfinished.at(-1)?.window].flatMap((window) => window?.until ?? []).toSorted()[0];
  const inSight = issuesLookedAt - latest.filter(({ window }) => oldest && window.until >= oldest).length;
  return [...unfinished, ...without.slice(0, Math.max(0, inSight)).map((window) => ({ window }))].toSorted((a, b) =>
    a.window.from < b.window.from ? -1 : 1,
  );
};

/**
 * The windows that have begun and lie between two issues, in order: somebody made a later one by hand, ahead of the
 * clock or before it after an absence. More than are looked at are no gap: somebody made an issue of long ago.
 */
const missingWindows = (newsletter: Newsletter, latest: readonly Summary[], now: Instant): Window[] =>
  latest.toReversed().flatMap(({ window: { until: from } }, at, oldestFirst) => {
    const next = oldestFirst[at + 1]?.window.from;
    if (!next || next <= from) return [];
    const missing = windowsBetween(newsletter, { from, until: next }, now, issuesLookedAt + 1);
    return missing.length > issuesLookedAt ? [] : missing;
  });

const beginning = (newsletter: Newsletter, now: Instant): Instant => {
  const last = windowEndingBy(newsletter.cadence, newsletter.zone, now);
  return now < issueTimes(newsletter, last).limitAt ? last.from : last.until;
};

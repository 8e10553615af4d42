import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, type Clock, day, type Instant, minute } from "../core/time.ts";
import type { RunStore } from "../delivery/run-store.ts";
import { softStartOver } from "../delivery/share.ts";
import type { Issue } from "../digest/issue.ts";
import { type Timed, timesOf } from "../digest/issue-times.ts";
import { issuesLookedAt } from "../digest/memory.ts";
import type { IssueStore } from "../digest/store.ts";
import { rateAt } from "../mail/rate.ts";
import type { RateStore } from "../mail/rate-store.ts";

export type HoursDeps = {
  clock: Clock;
  issues: Pick<IssueStore, "latest">;
  runs: Pick<RunStore, "get">;
  rates: Pick<RateStore, "read">;
  storeNow: () => number;
};

export type HoursInput = {
  newsletter: Newsletter;
  issue: Timed & Pick<Issue, "sendAt">;
  /** Those whom it goes to, when somebody counted; else as many as had the last issue. */
  audience?: number | undefined;
};

/** When the first and the last mail of an issue leave; nothing is said of the last as long as nobody knows how many. */
export type DeliveryHours = { firstAt: Instant; lastAt?: Instant; audience?: number; perSecond: number };

const softStartHoldMs = 10 * minute;
/** What planning the audience takes. */
const planMs = 1.5 * minute;

/** Tells when an issue would be delivered if it is approved in time, by what the account may send. Changes nothing. */
export const deliveryHours = async (
  deps: HoursDeps,
  { newsletter, issue, audience }: HoursInput,
): Promise<DeliveryHours> => {
  const now = deps.clock();
  const goesAt = issue.sendAt ?? timesOf(newsletter, issue).deadlineAt;
  const firstAt = goesAt > now ? goesAt : now;
  const rate = await deps.rates.read(deps.storeNow());
  const perSecond = rateAt(rate, deps.storeNow());
  const most = audience ?? (await lastAudience(deps, newsletter));
  if (most === undefined) return { firstAt, perSecond };
  const count = Math.min(most, newsletter.ramp ?? most);
  const lastAt = addMilliseconds(firstAt, sendingMs({ count, perSecond, leftToday: rate.leftToday, newsletter }));
  return { firstAt, lastAt, audience: count, perSecond };
};

/** What is over the day's quota goes on a day later. */
const sendingMs = (input: {
  count: number;
  perSecond: number;
  leftToday: number | undefined;
  newsletter: Pick<Newsletter, "softStart">;
}): number => {
  const { count, perSecond, leftToday = Number.POSITIVE_INFINITY, newsletter } = input;
  const days = leftToday > 0 ? Math.max(0, Math.ceil(count / leftToday) - 1) : 1;
  const soft = newsletter.softStart && count > softStartOver ? softStartHoldMs : 0;
  return Math.round(planMs + soft + days * day + (1000 * count) / perSecond);
};

const lastAudience = async ({ issues, runs }: HoursDeps, { id }: Newsletter): Promise<number | undefined> => {
  const last = (await issues.latest(id, issuesLookedAt)).find(({ state }) => state === "handed-over");
  return last && (await runs.get(last.id))?.audience;
};

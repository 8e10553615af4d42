import * as z from "zod";
import type { Source } from "../core/newsletter.ts";
import { addMilliseconds, day, hour, type Instant, instantSchema, millisecondsBetween, minute } from "../core/time.ts";

/** What is remembered of a source between two looks at it. */
export const sourceStateSchema = z.object({
  url: z.string(),
  /** Where the feed is when the source is a site that names one. */
  feedUrl: z.string().optional(),
  /** What the feed's server said of the copy that is taken in whole, so that an unchanged one is not sent again. */
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** The last guids of the feed's first page when it was last taken in without a gap: a page that ends with one joins. */
  seam: z.array(z.string()).default([]),
  /** All that it showed by then is taken in. */
  joinedAt: instantSchema.optional(),
  /** When it was last read back beyond what is known, and no page failed: done once for each window that closes. */
  readBackAt: instantSchema.optional(),
  /** Since when something of a post is missing that another look may get. */
  unfinishedSince: instantSchema.optional(),
  /** Somebody is at it until then, unless it died. */
  heldUntil: instantSchema.optional(),
  nextAt: instantSchema,
  askedAt: instantSchema.optional(),
  /** When it last answered with something that could be read. */
  answeredAt: instantSchema.optional(),
  /** Failures since then, when the first of them was, and why the last. */
  failures: z.int().default(0),
  failingSince: instantSchema.optional(),
  reason: z.string().optional(),
  /** Until then it asks to be left alone. */
  waitUntil: instantSchema.optional(),
});
export type SourceState = z.infer<typeof sourceStateSchema>;

/** What came of asking a source: a page could not be had (`lost`), or something of a post (`unfinished`). */
export type Polled =
  | { did: "unchanged" }
  | ({ did: "read"; lost: boolean; unfinished: boolean; guids: readonly string[] } & Pick<
      SourceState,
      "feedUrl" | "etag" | "lastModified"
    >)
  | { did: "failed"; reason: string; retryAfterSeconds?: number | undefined };

const holdMs = 10 * minute;
const longestBackOffMs = 6 * hour;
const longestSeam = 50;
/** A picture that will not come must not have the same pages read for ever. */
const longestUnfinishedMs = day;

/** A source that nobody has asked yet: due at once. */
export const newSource = ({ url }: Source, now: Instant): SourceState => ({ url, seam: [], nextAt: now, failures: 0 });

/** Whether it is time to ask; `closing` asks whatever the hour, as long as nobody is at it. */
export const isDue = (state: SourceState, { now, closing }: { now: Instant; closing: boolean }): boolean =>
  (state.heldUntil === undefined || state.heldUntil <= now) && (closing || state.nextAt <= now);

/**
 * Whether the source was asked since the window ended and its Retry-After has not passed. A window that ends asks it
 * once all the same, because the last posts of a week may be worth a request; not again before its time.
 */
export const isToBeLeft = ({ askedAt, waitUntil }: SourceState, closesAt: Instant, now: Instant): boolean =>
  waitUntil !== undefined && now < waitUntil && askedAt !== undefined && askedAt >= closesAt && askedAt <= now;

/** A post shows up at its source by then after its date; one that comes later is found before a window closes. */
const slowestMs = day;

/**
 * How old what a look brings may be: what was shown since everything was taken in last, however long nobody could ask.
 * A source that was never taken in gives what came since the instant, or since it failed first.
 */
export const reachOf = (
  { joinedAt, failingSince }: SourceState,
  { since, closing }: { since: Instant; closing: boolean },
): Instant => {
  const open = joinedAt ?? failingSince;
  const from = open && addMilliseconds(open, -slowestMs);
  if (!from) return since;
  return (closing || !joinedAt) && since < from ? since : from;
};

/** Whether it was read back since the window ended; a time that is yet to come was a clock's that ran ahead. */
export const isReadBack = ({ readBackAt }: SourceState, closesAt: Instant, now: Instant): boolean =>
  readBackAt !== undefined && readBackAt >= closesAt && readBackAt <= now;

export const held = (state: SourceState, now: Instant): SourceState => ({
  ...state,
  askedAt: now,
  heldUntil: addMilliseconds(now, holdMs),
});

/**
 * The source after it was asked. What failed is asked again ever later, up to six hours, and within them not
 * before its server asks for it; the copy that was good stays. While a page is missing the seam stays where it was and
 * the next look asks for everything since; while only a picture is, for a day. A window that waits for it to close asks
 * every minute, and makes no later look later by that.
 */
export const afterPoll = (
  { heldUntil: _, waitUntil: __, ...state }: SourceState,
  polled: Polled,
  { now, everyMinutes, closing = false }: { now: Instant; everyMinutes: number; closing?: boolean },
): SourceState => {
  const everyMs = everyMinutes * minute;
  if (polled.did === "failed") {
    const failures = closing ? Math.max(1, state.failures) : state.failures + 1;
    const askedMs = Math.ceil(1000 * (polled.retryAfterSeconds ?? 0));
    const backOffMs = everyMs * 2 ** Math.min(failures - 1, 10);
    const waitMs = Math.min(Math.max(longestBackOffMs, everyMs), Math.max(backOffMs, askedMs));
    const failingSince = state.failingSince ?? now;
    // A feed that moved is found again from the site that names it.
    const { feedUrl: _, ...moved } = state;
    const nextAt = addMilliseconds(now, waitMs);
    const wait = askedMs > 0 && { waitUntil: addMilliseconds(now, askedMs) };
    return { ...moved, failures, failingSince, reason: polled.reason, nextAt, ...wait };
  }
  const { failingSince: _since, reason: _reason, ...good } = state;
  const answered = { ...good, failures: 0, answeredAt: now, nextAt: addMilliseconds(now, everyMs) };
  const { askedAt = now } = state;
  if (polled.did === "unchanged") return { ...answered, ...(state.joinedAt && { joinedAt: askedAt }) };
  const { feedUrl, etag, lastModified, guids, lost, unfinished } = polled;
  const { unfinishedSince = now, ...before } = answered;
  const rest = { ...before, ...(closing && !lost && { readBackAt: now }) };
  const isGivenUp = millisecondsBetween(unfinishedSince, now) >= longestUnfinishedMs;
  if (lost || (unfinished && !isGivenUp))
    return { ...rest, feedUrl, etag: undefined, lastModified: undefined, ...(unfinished && { unfinishedSince }) };
  return { ...rest, feedUrl, etag, lastModified, seam: guids.slice(-longestSeam), joinedAt: askedAt };
};

/** Why the source is not heard now, for its editors; `undefined` while it is. */
export const silence = ({ url, failingSince, reason }: SourceState): string | undefined =>
  failingSince && `${url} ${reason ?? "does not answer"}, since ${failingSince.slice(0, 16).replace("T", " ")} UTC`;

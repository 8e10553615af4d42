import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, day, hour, type Instant, minute } from "../core/time.ts";
import type { Window } from "../digest/issue.ts";
import { pollSources, type SourceOutcome } from "../posts/poll-sources.ts";
import { silence } from "../posts/source-state.ts";
import { type HearDeps, whatIsNew } from "./hear-sources.ts";
import type { TickOutcome } from "./outcome.ts";

/** So much older than its window may a post be that its source shows only now. */
const closingDays = 7;
/** So long a window waits for a source that is not heard: longer than whoever died over it holds it. */
const waitMinutes = 15;
/** Nobody waits for a source that was silent so long already when the window ended: its editors know. */
const knownSilentMs = hour;

/**
 * `isHeard`: every source was heard, or is not waited for any longer; then `unheard` says in words for the editors which
 * were not, why, and since when.
 */
export type HeardBeforeClose = { isHeard: boolean; unheard?: string; outcomes: TickOutcome[] };

/**
 * Asks every source of a newsletter once more when a window has ended, so that what it published until then is in the
 * issue. For one that another process is at, or that fails just now, the window waits some ticks, which ask only those.
 */
export const hearBeforeClose = async (
  deps: HearDeps,
  { newsletter, window }: { newsletter: Newsletter; window: Window },
): Promise<HeardBeforeClose> => {
  if (newsletter.sources.length === 0) return { isHeard: true, outcomes: [] };
  const { from, until: closesAt } = window;
  const since = addMilliseconds(from, -closingDays * day);
  const heard = await pollSources(deps, { newsletter, closing: true, closesAt, since });
  const outcomes = heard.flatMap((outcome) => whatIsNew(newsletter.id, outcome));
  const waits = deps.clock() < addMilliseconds(closesAt, waitMinutes * minute);
  if (waits && heard.some((outcome) => isWorthWaiting(outcome, closesAt))) return { isHeard: false, outcomes };
  const without = heard.flatMap((outcome) => {
    const reason = whyNotHeard(outcome);
    const words = `was not heard whole before the window of ${closesAt} closed: ${reason}`;
    return reason ? [{ newsletterId: newsletter.id, did: "heard" as const, url: outcome.url, words }] : [];
  });
  const unheard = heard.flatMap(unheardWords).join("; ");
  return { isHeard: true, ...(unheard && { unheard }), outcomes: [...outcomes, ...without] };
};

const unheardWords = (outcome: SourceOutcome): string[] => {
  const silent = outcome.did === "failed" && silence(outcome.state);
  const reason = whyNotHeard(outcome);
  return silent ? [silent] : reason ? [`${outcome.url}: ${reason}`] : [];
};

const isWorthWaiting = (outcome: SourceOutcome, closesAt: Instant): boolean => {
  if (outcome.did !== "failed") return whyNotHeard(outcome) !== undefined;
  const { failingSince = closesAt, waitUntil = closesAt } = outcome.state;
  const isKnown = failingSince < addMilliseconds(closesAt, -knownSilentMs);
  return !isKnown && waitUntil < addMilliseconds(closesAt, waitMinutes * minute);
};

const whyNotHeard = (outcome: SourceOutcome): string | undefined => {
  switch (outcome.did) {
    case "busy":
      return "somebody else was asking it";
    case "failed":
      return `it ${outcome.reason}${outcome.state.waitUntil ? `, and asks us to wait until ${outcome.state.waitUntil}` : ""}`;
    case "broke":
      return "something broke";
    case "read":
      return outcome.lost ? "a page of it could not be had" : undefined;
    case "unchanged":
      return undefined;
  }
};

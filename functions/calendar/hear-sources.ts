import type { Newsletter } from "../core/newsletter.ts";
import { addMilliseconds, type Clock, day } from "../core/time.ts";
import { windowEndingBy } from "../digest/window.ts";
import { summaryLine } from "../posts/import-summary.ts";
import type { PollDeps } from "../posts/poll-source.ts";
import { pollSources, type SourceOutcome } from "../posts/poll-sources.ts";
import type { TickOutcome } from "./outcome.ts";

/** So much older than its window may a post be that its source shows only now. */
const closingDays = 7;

export type HearDeps = PollDeps & { clock: Clock };

/**
 * Asks the sources of a newsletter that are due, back to where its last window began and before it closes a week
 * further, and tells what is new: posts, a
 * source that fell silent, one that is back.
 */
export const hearSources = async (
  deps: HearDeps,
  { newsletter, closing }: { newsletter: Newsletter; closing: boolean },
): Promise<TickOutcome[]> => {
  if (newsletter.sources.length === 0) return [];
  const { from } = windowEndingBy(newsletter.cadence, newsletter.zone, deps.clock());
  const since = closing ? addMilliseconds(from, -closingDays * day) : from;
  const outcomes = await pollSources(deps, { newsletter, closing, since });
  return outcomes.flatMap((outcome) => told(newsletter.id, outcome));
};

const told = (newsletterId: string, outcome: SourceOutcome): TickOutcome[] => {
  const { url } = outcome;
  if (outcome.did === "broke") return [{ newsletterId, did: "failed", error: outcome.error }];
  if (outcome.did === "failed")
    return outcome.state.failures === 1 ? [{ newsletterId, did: "heard", url, words: outcome.reason }] : [];
  const back = outcome.wasSilent ? [{ newsletterId, did: "heard" as const, url, words: "answers again" }] : [];
  if (outcome.did === "unchanged") return back;
  const { summary } = outcome;
  if (summary.new + summary.updated === 0) return back;
  return [...back, { newsletterId, did: "heard", url, words: summaryLine(summary) }];
};

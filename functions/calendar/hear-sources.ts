import type { Newsletter } from "../core/newsletter.ts";
import type { Clock } from "../core/time.ts";
import { windowEndingBy } from "../digest/window.ts";
import { summaryLine } from "../posts/import-summary.ts";
import type { PollDeps } from "../posts/poll-source.ts";
import { pollSources, type SourceOutcome } from "../posts/poll-sources.ts";
import type { TickOutcome } from "./outcome.ts";

export type HearDeps = PollDeps & { clock: Clock };

/** Asks the sources of a newsletter that are due, and tells what is new: posts, a silent source, one that is back. */
export const hearSources = async (
  deps: HearDeps,
  { newsletter }: { newsletter: Newsletter },
): Promise<TickOutcome[]> => {
  if (newsletter.sources.length === 0) return [];
  const { from: since } = windowEndingBy(newsletter.cadence, newsletter.zone, deps.clock());
  const outcomes = await pollSources(deps, { newsletter, closing: false, since });
  return outcomes.flatMap((outcome) => [...whatIsNew(newsletter.id, outcome), ...leftOut(newsletter.id, outcome)]);
};

/** Pages beyond how many are read: asking again would bring no more, so it is said at once. */
const leftOut = (newsletterId: string, outcome: SourceOutcome): TickOutcome[] =>
  outcome.did === "read" && outcome.summary.gap && !outcome.lost
    ? [
        {
          newsletterId,
          did: "heard",
          url: outcome.url,
          words: "has more new pages than are read; import what is missing",
        },
      ]
    : [];

/** What a look at a source is worth telling: nothing when nothing changed. */
export const whatIsNew = (newsletterId: string, outcome: SourceOutcome): TickOutcome[] => {
  const { url } = outcome;
  const heard = (words: string): TickOutcome => ({ newsletterId, did: "heard", url, words });
  if (outcome.did === "broke") return [{ newsletterId, did: "failed", error: outcome.error }];
  if (outcome.did === "busy") return [];
  if (outcome.did === "failed") return outcome.wasSilent ? [] : [heard(outcome.reason)];
  const back = outcome.wasSilent ? [heard("answers again")] : [];
  if (outcome.did === "unchanged") return back;
  const { summary } = outcome;
  return summary.new + summary.updated === 0 ? back : [...back, heard(summaryLine(summary))];
};

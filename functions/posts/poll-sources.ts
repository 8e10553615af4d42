import { inParallel } from "../core/in-parallel.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import { type PollDeps, type PollOutcome, pollSource } from "./poll-source.ts";

const sourcesAtATime = 2;

/** A look at one source, or the defect that ended it, which held up no other source. */
export type SourceOutcome = { url: string } & (PollOutcome | { did: "broke"; error: unknown });

/** Looks at those sources of a newsletter that are due, all of them when its window is about to close. */
export const pollSources = async (
  deps: PollDeps,
  { newsletter, closing, since }: { newsletter: Newsletter; closing: boolean; since: Instant },
): Promise<SourceOutcome[]> => {
  const { id: newsletterId, sources } = newsletter;
  if (sources.length === 0) return [];
  const known = await deps.sources.all(newsletterId);
  const outcomes = await inParallel(sources, sourcesAtATime, async (source) => {
    const { url } = source;
    const input = { newsletterId, source, stored: known.get(url), closing, since };
    const outcome = await pollSource(deps, input).catch((error: unknown) => ({ did: "broke" as const, error }));
    return outcome ? [{ url, ...outcome }] : [];
  });
  return outcomes.flat();
};

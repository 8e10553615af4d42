import { inParallel } from "../core/in-parallel.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import { type PollDeps, type PollOutcome, pollSource } from "./poll-source.ts";
import { isReadBack, isToBeLeft, type SourceState } from "./source-state.ts";

const sourcesAtATime = 2;

export type PollSourcesInput = {
  newsletter: Newsletter;
  closing: boolean;
  closesAt?: Instant | undefined;
  since: Instant;
};

/** A look at one source, or the defect that ended it, which held up no other source. */
export type SourceOutcome = { url: string } & (PollOutcome | { did: "broke"; error: unknown });

/**
 * Looks at those sources of a newsletter that are due; `closing`, at all of them, but for those that were read back
 * since the window ended at `closesAt`, and those that asked since then to be left alone.
 */
export const pollSources = async (
  deps: PollDeps,
  { newsletter, closing, closesAt, since }: PollSourcesInput,
): Promise<SourceOutcome[]> => {
  const { id: newsletterId, sources } = newsletter;
  if (sources.length === 0) return [];
  const known = await deps.sources.all(newsletterId);
  const outcomes = await inParallel(sources, sourcesAtATime, async (source) => {
    const { url } = source;
    const stored = known.get(url);
    if (closesAt && stored && isReadBack(stored.state, closesAt, deps.clock())) return [];
    if (closesAt && stored && isToBeLeft(stored.state, closesAt, deps.clock())) return [left(stored.state)];
    const input = { newsletterId, source, stored, closing, since };
    const outcome = await pollSource(deps, input).catch((error: unknown) => ({ did: "broke" as const, error }));
    return outcome ? [{ url, ...outcome }] : [];
  });
  return outcomes.flat();
};

/** As it answered when it was asked last. */
const left = (state: SourceState): SourceOutcome => ({
  url: state.url,
  ...{ did: "failed", state, wasSilent: true, reason: state.reason ?? "asks to be left alone" },
});

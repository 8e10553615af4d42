import type { StoreTime } from "../core/store-time.ts";
import type { SendQuota } from "../mail/read-quota.ts";
import { type Harm, harm } from "./deliverability.ts";
import type { EventsStore } from "./events-store.ts";
import { listCauses, type PauseCause } from "./issue-run.ts";
import type { SendingTimes } from "./lease.ts";
import type { Overview } from "./overview.ts";
import { endedPauses, isProbeDue } from "./pause-end.ts";
import { readDeliverability } from "./read-deliverability.ts";
import type { Counts } from "./read-tally.ts";
import { isStillGood } from "./remembered.ts";
import { judgedFrom, reputationOf } from "./reputation.ts";
import { controlOf, type Run, seenOf } from "./run.ts";
import type { RunStore } from "./run-store.ts";

export type PauseDeps = {
  runs: Pick<RunStore, "get" | "lift" | "pause" | "endSoftStart" | "countProbe">;
  events: Pick<EventsStore, "reported">;
  sender: Pick<Overview, "remembered">;
  storeTime: StoreTime;
  times: SendingTimes;
};

type PauseInput = {
  run: Run;
  counts: Counts;
  /** Whether everybody whom a soft start begins with was tried. */
  isBegun: boolean;
  quota: SendQuota | undefined;
};

/**
 * Ends the pauses that end by themselves, and begins those that nobody need ask for: the hold of a soft start, and one
 * for too many bounces or complaints. `probe`: one recipient is to be tried, and it is ours to do it.
 */
export const pauseStep = async (
  deps: PauseDeps,
  { run, counts, isBegun, quota }: PauseInput,
): Promise<{ run: Run; paused?: PauseCause | undefined; probe: boolean }> => {
  const { issueId } = run;
  const { times } = deps;
  const { now } = deps.storeTime();
  const ended = endedPauses(run, { now, times, quota, pending: counts.pending });
  for (const cause of ended) await deps.runs.lift(issueId, cause, run.causes[cause]?.since ?? now);
  // What ends a quota's pause must not let an issue go on past its bounces until the next look.
  const lifted = ended.length > 0 ? ((await deps.runs.get(issueId)) ?? run) : run;
  const paused = await newPause(deps, { run: lifted, counts, isBegun });
  const probe =
    isProbeDue(run, { now, times }) &&
    counts.pending > 0 &&
    (await deps.runs.countProbe(issueId, run.causes.errors?.since ?? now, run.causes.errors?.probes ?? 0));
  const changed = ended.length > 0 || paused !== undefined;
  return { run: changed ? ((await deps.runs.get(issueId)) ?? run) : run, paused, probe };
};

const newPause = async (
  deps: PauseDeps,
  { run, counts, isBegun }: Omit<PauseInput, "quota">,
): Promise<PauseCause | undefined> => {
  const { issueId } = run;
  const { now } = deps.storeTime();
  if (!controlOf(run).maySend) return undefined;
  if (run.softStart !== undefined && isBegun && (await deps.runs.endSoftStart(issueId, now))) return "soft-start";
  const seen = seenOf(run);
  if (seen.length === listCauses.length || counts.pending === 0 || counts.sent < judgedFrom) return undefined;
  const reputation = reputationOf(await reportedOf(deps, run, counts.sent), counts.sent, seen);
  if (reputation.verdict !== "pause") return undefined;
  return (await deps.runs.pause(issueId, "reputation", now, reputation.because)) ? "reputation" : undefined;
};

/** The marks of a large issue weigh ten times its claims: they are not read each minute. */
const reportedOf = async (deps: PauseDeps, { issueId, lifts }: Run, sent: number): Promise<Harm> => {
  const { now } = deps.storeTime();
  const remembered = await deps.sender.remembered(issueId);
  if (remembered.reported && isStillGood(remembered.reported, { sent, lifts, now })) return remembered.reported.sums;
  const sums = await readDeliverability(deps, issueId, harm);
  remembered.reported = { sums, sent, lifts, at: now };
  return sums;
};

import { shards } from "../audience/shard.ts";
import { inParallel } from "../core/in-parallel.ts";
import type { Queue } from "../core/queue.ts";
import { addMilliseconds, day, type Instant } from "../core/time.ts";
import type { SendQuota } from "../mail/read-quota.ts";
import { type StoreQuotaDeps, storeQuota } from "../mail/store-quota.ts";
import { dealt } from "./dealt.ts";
import { chunkSize } from "./delivery.ts";
import type { SendingTimes } from "./lease.ts";
import type { Run } from "./run.ts";
import type { RunStore } from "./run-store.ts";
import { type IssueSwept, type SweepIssueDeps, sweepIssue } from "./sweep-issue.ts";
import type { WorkMessage } from "./work-message.ts";

export type SweepDeps = SweepIssueDeps &
  StoreQuotaDeps & {
    runs: Pick<RunStore, "listed" | "unlist">;
    queue: Queue<WorkMessage>;
  };

export type Swept = {
  issues: (IssueSwept & { isOld: boolean })[];
  /** One issue that cannot be looked at holds up no other. */
  failed: { issueId: string; error: unknown }[];
  /** How many pieces of work were put. */
  put: number;
  /** The own clock is not the store's: then nothing is sent or settled by this process. */
  clockDisagrees: boolean;
};

const atATime = 4;
const sweptForDays = 3;
const goOnDays = 7;

/**
 * Puts at most two minutes of work on the queue, a part for each issue that is being sent, found from the ledger alone:
 * a queue that was wiped is full again. Asks SES what the account may send, and ends the pauses that end with it.
 */
export const sweep = async (deps: SweepDeps): Promise<Swept> => {
  // Read first: a process that has asked the store nothing yet does not know its time.
  const issueIds = await deps.runs.listed();
  const { now, agrees } = deps.storeTime();
  const today = deps.clock();
  const late = isLate(now, deps.times);
  const quota = issueIds.length > 0 || late ? await askQuota(deps) : undefined;
  const failed: Swept["failed"] = [];
  const found = await inParallel(issueIds, atATime, async (issueId) => {
    try {
      const swept = await sweepIssue(deps, { issueId, quota, late });
      if (!swept || mayBeForgotten(swept)) await forget(deps, issueId, { today, unknown: swept?.tally.unknown });
      return swept && { ...swept, isOld: isOld(swept.run, { now: today, quota }) };
    } catch (error) {
      failed.push({ issueId, error });
      return undefined;
    }
  });
  const issues = found.filter((each) => each !== undefined);
  const goOn = agrees ? issues.filter((each) => !each.isOld || each.run.cancelledAt !== undefined) : [];
  const work = dealt(goOn.map(({ work: each }) => each)).slice(0, mostWork(quota));
  await deps.queue.put(work);
  return { issues, failed, put: work.length, clockDisagrees: !agrees };
};

/** Then the unknown are looked at, too, and SES is asked for the rate though nothing is being sent: once in ten sweeps. */
const isLate = (now: Instant, { lateEveryMs }: SendingTimes): boolean =>
  Date.parse(now) % lateEveryMs < lateEveryMs / 10;

/**
 * What was begun so long ago, and longer than its audience takes at the account's rate, is gone on with by nobody's
 * clock: the store may be a restored copy. A person may send it.
 */
export const isOld = (
  { frozenAt, audience = 0 }: Pick<Run, "frozenAt" | "audience">,
  { now, quota }: { now: Instant; quota: Pick<SendQuota, "ratePerSecond"> | undefined },
): boolean => {
  const takesMs = (1_000 * audience) / Math.max(1, quota?.ratePerSecond ?? 1);
  return frozenAt < addMilliseconds(now, -Math.ceil(goOnDays * day + takesMs));
};

const mayBeForgotten = ({ ended, run, tally }: IssueSwept): boolean =>
  ended !== undefined || (run.settled !== undefined && tally.unknown === 0);

/** Nothing need be known of it to go on with what is known of the rate. */
const askQuota = (deps: StoreQuotaDeps): Promise<SendQuota | undefined> => storeQuota(deps).catch(() => undefined);

/** Two minutes of sending, and never so little that an issue could not be planned. */
export const mostWork = (quota: Pick<SendQuota, "ratePerSecond"> | undefined): number =>
  Math.max(shards.length, Math.ceil((2 * 60 * (quota?.ratePerSecond ?? 1)) / chunkSize));

/** What is over is looked after no more; where somebody is unknown it is for some days, as events come late. */
const forget = async (
  { runs }: SweepDeps,
  issueId: string,
  { today, unknown }: { today: Instant; unknown: number | undefined },
): Promise<void> => {
  const run = await runs.get(issueId);
  if (!run?.settled) return;
  const isLongOver = (run.settledAt ?? run.frozenAt) < addMilliseconds(today, -sweptForDays * day);
  const isNobodyUnknown = run.settled === "done" || run.audience === undefined || unknown === 0;
  if (isNobodyUnknown || isLongOver) await runs.unlist(issueId);
};

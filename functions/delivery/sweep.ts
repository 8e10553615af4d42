import { inParallel } from "../core/in-parallel.ts";
import type { Queue } from "../core/queue.ts";
import { addMilliseconds, day, type Instant, minute } from "../core/time.ts";
import type { SendQuota } from "../mail/read-quota.ts";
import { type StoreQuotaDeps, storeQuota } from "../mail/store-quota.ts";
import { chunkSize } from "./delivery.ts";
import type { RunStore } from "./run-store.ts";
import { type IssueSwept, type SweepIssueDeps, sweepIssue } from "./sweep-issue.ts";
import type { WorkMessage } from "./work-message.ts";

export type SweepDeps = SweepIssueDeps &
  StoreQuotaDeps & {
    runs: Pick<RunStore, "listed" | "unlist">;
    queue: Queue<WorkMessage>;
  };

export type Swept = {
  issues: IssueSwept[];
  /** One issue that cannot be looked at holds up no other. */
  failed: { issueId: string; error: unknown }[];
  /** How many pieces of work were put. */
  put: number;
  /** The own clock is not the store's: then nothing is sent or settled by this process. */
  clockDisagrees: boolean;
};

const atATime = 4;
const sweptForDays = 3;
const lateEveryMinutes = 10;

/**
 * Puts at most two minutes of work on the queue, a part for each issue that is being sent, found from the ledger alone:
 * a queue that was wiped is full again. Asks SES what the account may send, and ends the pauses that end with it.
 */
export const sweep = async (deps: SweepDeps): Promise<Swept> => {
  const issueIds = await deps.runs.listed();
  const { now, agrees } = deps.storeTime();
  if (!agrees || issueIds.length === 0) return { issues: [], failed: [], put: 0, clockDisagrees: !agrees };
  const late = Math.floor(Date.parse(now) / minute) % lateEveryMinutes === 0;
  const quota = await askQuota(deps);
  const failed: Swept["failed"] = [];
  const found = await inParallel(issueIds, atATime, async (issueId) => {
    try {
      const swept = await sweepIssue(deps, { issueId, quota, late });
      if (!swept) await forget(deps, issueId, now);
      return swept;
    } catch (error) {
      failed.push({ issueId, error });
      return undefined;
    }
  });
  const issues = found.filter((each) => each !== undefined);
  const work = dealt(issues.map(({ work: each }) => each)).slice(0, mostWork(quota));
  await deps.queue.put(work);
  return { issues, failed, put: work.length, clockDisagrees: false };
};

/** Nothing need be known of it to go on with what is known of the rate. */
const askQuota = (deps: StoreQuotaDeps): Promise<SendQuota | undefined> => storeQuota(deps).catch(() => undefined);

/** Two minutes of sending, and never so little that an issue could not be planned. */
export const mostWork = (quota: Pick<SendQuota, "ratePerSecond"> | undefined): number =>
  Math.max(16, Math.ceil((2 * 60 * (quota?.ratePerSecond ?? 1)) / chunkSize));

/** The first of each, then the second of each: an issue for many does not stand before one for few. */
export const dealt = <Each>(hands: readonly (readonly Each[])[]): Each[] => {
  const longest = Math.max(0, ...hands.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) =>
    hands.flatMap((hand) => (turn < hand.length ? [hand[turn] as Each] : [])),
  ).flat();
};

/** What is over is looked after for some days, as events come late. */
const forget = async ({ runs }: SweepDeps, issueId: string, now: Instant): Promise<void> => {
  const run = await runs.get(issueId);
  if (run?.settled && run.frozenAt < addMilliseconds(now, -sweptForDays * day)) await runs.unlist(issueId);
};

import { addMilliseconds, type Instant } from "../core/time.ts";
import type { SendQuota } from "../mail/read-quota.ts";
import { batchSize } from "./delivery.ts";
import type { PauseCause } from "./issue-run.ts";
import type { SendingTimes } from "./lease.ts";
import { causesOf, type Run } from "./run.ts";

type Now = { now: Instant; times: SendingTimes };

/**
 * The causes that end by themselves now: the day's quota when there is headroom for a batch, a soft start when the hold
 * is over. The others wait for a person, or for a probe.
 */
export const endedPauses = (
  { causes }: Pick<Run, "causes">,
  { now, times, quota, pending }: Now & { quota: SendQuota | undefined; pending: number },
): PauseCause[] => {
  const hold = causes["soft-start"];
  const enough = quota && Math.min(pending, batchSize(quota.ratePerSecond, times.batchMs));
  return [
    ...(causes.quota && quota && quota.leftToday >= Math.max(1, enough ?? 1) ? (["quota"] as const) : []),
    ...(hold && now >= addMilliseconds(hold.since, times.holdMs) ? (["soft-start"] as const) : []),
  ];
};

/** Whether one recipient should be tried now, to see if what paused the issue is over: nothing else may pause it. */
export const isProbeDue = (run: Pick<Run, "causes" | "cancelledAt">, { now, times }: Now): boolean => {
  const { errors } = run.causes;
  if (!errors || causesOf(run).length > 1 || run.cancelledAt) return false;
  const waitMs = times.probesAfterMs[errors.probes];
  return waitMs !== undefined && now >= addMilliseconds(errors.since, waitMs);
};

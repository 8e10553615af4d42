import { type SendingTimes, sendingTimes } from "../../functions/delivery/lease.ts";

const leastRequestMs = 3_000;

/**
 * All durations of sending divided by `factor`, in their order: 20 where nothing else is said, as at 60 a batch would
 * start within a third of a second. What two cores take that eight senders, a store and an
 * SES share is not divided: a request keeps three seconds, a batch half of its start window, and a sale of
 * slots reaches half a lease ahead. A neighbourhood grows as a lease does: between an intent and the companions of its
 * doubt lie a lease and two sweeps.
 */
export const faultTimes = (factor: number): SendingTimes => {
  const times = sendingTimes(factor);
  const moreMs = Math.max(0, leastRequestMs - times.requestTimeoutMs);
  return {
    ...times,
    requestTimeoutMs: times.requestTimeoutMs + moreMs,
    requestOverMs: times.requestOverMs + moreMs,
    leaseMs: times.leaseMs + moreMs,
    neighbourhoodMs: times.neighbourhoodMs + moreMs,
    batchMs: times.startWithinMs / 2,
    slotsWithinMs: times.leaseMs / 2,
    keepsWithoutSlotsMs: times.leaseMs / 4,
  };
};

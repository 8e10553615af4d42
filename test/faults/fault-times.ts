import { type SendingTimes, sendingTimes } from "../../functions/delivery/lease.ts";

const leastRequestMs = 750;

/**
 * All durations of sending divided by `factor`, in their order. A request alone keeps three quarters of a second: two
 * cores that eight senders, a store and an SES share are not sixty times as fast.
 */
export const faultTimes = (factor: number): SendingTimes => {
  const times = sendingTimes(factor);
  const moreMs = Math.max(0, leastRequestMs - times.requestTimeoutMs);
  return {
    ...times,
    requestTimeoutMs: times.requestTimeoutMs + moreMs,
    requestOverMs: times.requestOverMs + moreMs,
    leaseMs: times.leaseMs + moreMs,
  };
};

import { cutAfterThrottle, type Rate } from "./rate.ts";
import type { RateStore } from "./rate-store.ts";

/**
 * Cuts the rate of all senders by three tenths because SES throttled a request in a slot of `slotRate` at `now`; once in
 * two seconds, whoever asks. The rate as it stands then.
 */
export const slowDown = async (
  { rates }: { rates: Pick<RateStore, "read" | "cut"> },
  { known, ...throttle }: { known?: Rate | undefined; now: number; slotRate: number },
): Promise<Rate> => {
  for (let rate = known ?? (await rates.read(throttle.now)); ; rate = await rates.read(throttle.now)) {
    const cut = cutAfterThrottle(rate, throttle);
    if (!cut) return rate;
    if (await rates.cut(rate, cut)) return { ...rate, cut, revision: rate.revision + 1 };
  }
};

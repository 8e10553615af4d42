import { cutAfterThrottle, type Rate } from "./rate.ts";
import type { RateStore } from "./rate-store.ts";

/**
 * Cuts the rate of all senders by three tenths because SES throttled at `now`; once in two seconds, whoever asks. The
 * rate as it stands then.
 */
export const slowDown = async (
  { rates }: { rates: Pick<RateStore, "read" | "cut"> },
  { known, now }: { known?: Rate | undefined; now: number },
): Promise<Rate> => {
  for (let rate = known ?? (await rates.read(now)); ; rate = await rates.read(now)) {
    const cut = cutAfterThrottle(rate, now);
    if (!cut) return rate;
    if (await rates.cut(rate, cut)) return { ...rate, cut, revision: rate.revision + 1 };
  }
};

import type { SESClient } from "@aws-sdk/client-ses";
import type { Clock } from "../core/time.ts";
import type { StoreNow } from "./lease-slots.ts";
import { isQuotaNews } from "./rate.ts";
import type { RateStore } from "./rate-store.ts";
import { readQuota, type SendQuota } from "./read-quota.ts";

export type StoreQuotaDeps = {
  ses: SESClient;
  rates: Pick<RateStore, "read" | "allow">;
  storeNow: StoreNow;
  clock: Clock;
};

/**
 * Asks SES what the account may send and stores it for all senders, where it is news. Throws what SES's client throws,
 * changing nothing.
 */
export const storeQuota = async ({ ses, rates, storeNow, clock }: StoreQuotaDeps): Promise<SendQuota> => {
  const quota = await readQuota({ ses });
  const after = { limit: quota.ratePerSecond, leftToday: quota.leftToday, at: clock() };
  for (;;) {
    const rate = await rates.read(storeNow());
    if (!isQuotaNews(rate, after) || (await rates.allow(rate, after))) return quota;
  }
};

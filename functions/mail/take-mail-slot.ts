import { leaseSlots, type StoreNow } from "./lease-slots.ts";
import { isIdle, nextStart, spacingAt, startsWithinMs } from "./rate.ts";
import type { RateStore } from "./rate-store.ts";

export type TakeMailSlotDeps = {
  rates: Pick<RateStore, "read" | "take" | "overdraw">;
  storeNow: StoreNow;
  timer: { wait(milliseconds: number): Promise<void> };
};

/**
 * A slot on the shared rate for one mail that a person waits for, within five seconds. While issues have taken the slots
 * ahead it goes before them and they pay, one such mail in 25 slots; more of them wait for their turn. `false` when it
 * does not come: the mail must not be sent now.
 */
export const takeMailSlot = async (deps: TakeMailSlotDeps): Promise<boolean> => {
  const { rates, storeNow, timer } = deps;
  const latestAt = storeNow() + startsWithinMs;
  for (;;) {
    const rate = await rates.read(storeNow());
    // Nobody has asked yet what SES allows, so no issue is being sent.
    if (rate.quotaAt === undefined) return true;
    const now = storeNow();
    const startsAt = nextStart(rate, now) ?? Infinity;
    const turnAt = Math.max(now, rate.overdrawnUntil ?? now);
    if (Math.min(startsAt, turnAt) > latestAt) return false;
    if (rate.tracks.some((nextAt) => isIdle(nextAt, now)) || startsAt < turnAt) {
      const { slots } = await leaseSlots(deps, { batch: 1, wanted: 1 });
      if (slots && slots.startsAt > now) await timer.wait(slots.startsAt - now);
      return slots !== undefined;
    }
    if (turnAt > now) await timer.wait(turnAt - now);
    else if (await rates.overdraw(rate, { now, costMs: spacingAt(rate, now) })) return true;
  }
};

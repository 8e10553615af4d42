import { slotLifeMs } from "../mail/rate.ts";
import type { Flow } from "./flow.ts";
import type { Timer } from "./timer.ts";

/**
 * Waits for the moment at which one request may start, by the timer; for another when that one was missed. `false` when
 * nothing may start any more: the sender stops, it would be later than `latestAt`, no slot is near, or the store does
 * not say. It never throws: others of its batch are being sent.
 */
export const awaitSlot = async (
  { flow, timer }: { flow: Pick<Flow, "slots" | "cause">; timer: Timer },
  { slotAt, latestAt }: { slotAt: number; latestAt: number },
): Promise<boolean> => {
  for (let at = slotAt; ; ) {
    if (at > timer.now()) await timer.wait(at - timer.now());
    if (flow.cause !== undefined || timer.now() >= latestAt) return false;
    if (timer.now() <= at + slotLifeMs) return true;
    const later = await flow.slots(1).catch(() => undefined);
    if (!later || later.startsAt >= latestAt) return false;
    at = later.startsAt;
  }
};

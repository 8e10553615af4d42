import { type Slots, slotLifeMs } from "../mail/rate.ts";
import { besideEachOtherFrom } from "./chunk-turns.ts";
import type { Flow } from "./flow.ts";
import type { Timer } from "./timer.ts";

/** So little that SES, which counts by the second, sees no more of it than of two senders side by side. */
const comesNearerBy = 0.06;
const comesNearerFrom = 10;

/**
 * When a request of a batch may start. One that was begun late has its slots later; at a slow rate, where a sender has
 * nobody beside it, it comes nearer to them again, none before its time: else it would fall behind by every batch whose
 * last answers it waits for.
 */
export const slotTime = (
  { startsAt, spacing, rate }: Omit<Slots, "count">,
  { begunAt, position }: { begunAt: number; position: number },
): number => {
  const isAlone = rate >= comesNearerFrom && rate < besideEachOtherFrom;
  const apart = isAlone ? (1 - comesNearerBy) * spacing : spacing;
  return Math.max(startsAt + position * spacing, begunAt + position * apart);
};

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

import type { StoreTime } from "../core/store-time.ts";
import { addMilliseconds } from "../core/time.ts";
import { type LeaseSlotsDeps, leaseSlots } from "../mail/lease-slots.ts";
import { companionId, companionsAtOnce } from "./companions.ts";
import type { SendingTimes } from "./lease.ts";
import { probeSlot } from "./probe.ts";
import { type SimulatorDeps, type SimulatorInput, sendToSimulator } from "./send-to-simulator.ts";
import type { StreamStore } from "./stream-store.ts";
import type { Timer } from "./timer.ts";

export type CompanionDeps = SimulatorDeps &
  LeaseSlotsDeps & {
    stream: Pick<StreamStore, "beginCompanions" | "noteCompanionsTaken">;
    storeTime: StoreTime;
    timer: Pick<Timer, "wait">;
    times: SendingTimes;
  };

/**
 * Sends twenty mails to the success simulator from the sender of the issue, in slots of the shared rate that nobody has,
 * for half a lease at most, and once a minute for all who ask. Fewer where no slot comes, or where SES says anything but
 * yes; none where somebody else sends them or the clocks disagree.
 */
export const sendCompanions = async (deps: CompanionDeps, input: SimulatorInput): Promise<void> => {
  const { stream, storeTime, times } = deps;
  const { now: sentAt, agrees } = storeTime();
  const slot = probeSlot(sentAt, times);
  if (!agrees || !(await stream.beginCompanions(input.issueId, { slot, sentAt }))) return;
  const untilAt = addMilliseconds(sentAt, times.leaseMs / 2);
  let taken = 0;
  for await (const _ of slotsFor(deps, companionsAtOnce)) {
    const at = storeTime().now;
    if (at >= untilAt) break;
    const { kind } = await sendToSimulator(deps, input, { id: companionId(input.issueId, slot, taken), at });
    if (kind !== "accepted") break;
    taken++;
  }
  await stream.noteCompanionsTaken(input.issueId, slot, taken);
};

/** The time of one slot after another, as many as are wanted; none goes ahead of those who have theirs. */
async function* slotsFor(deps: CompanionDeps, wanted: number): AsyncGenerator<void, void, undefined> {
  for (let left = wanted; left > 0; ) {
    const { slots } = await leaseSlots(deps, { batch: 1, wanted: left });
    if (!slots) return;
    for (let nth = 0; nth < slots.count; nth++) {
      const waitMs = slots.startsAt + nth * slots.spacing - deps.storeNow();
      if (waitMs > 0) await deps.timer.wait(waitMs);
      yield;
    }
    left -= slots.count;
  }
}

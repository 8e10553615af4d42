import type { StoreTime } from "../core/store-time.ts";
import { addMilliseconds } from "../core/time.ts";
import { type TakeMailSlotDeps, takeMailSlot } from "../mail/take-mail-slot.ts";
import { companionId, companionsAtOnce } from "./companions.ts";
import type { SendingTimes } from "./lease.ts";
import { probeSlot } from "./probe.ts";
import { type SimulatorDeps, type SimulatorInput, sendToSimulator } from "./send-to-simulator.ts";
import type { StreamStore } from "./stream-store.ts";

export type CompanionDeps = SimulatorDeps &
  TakeMailSlotDeps & {
    stream: Pick<StreamStore, "beginCompanions" | "noteCompanionsTaken">;
    storeTime: StoreTime;
    times: SendingTimes;
  };

/**
 * Sends twenty mails to the success simulator from the sender of the issue, each in a slot of the shared rate, for half a
 * lease at most, and once a minute for all who ask. Fewer where no slot comes, or where SES says anything but
 * yes; none where somebody else sends them or the clocks disagree.
 */
export const sendCompanions = async (deps: CompanionDeps, input: SimulatorInput): Promise<void> => {
  const { stream, storeTime, times } = deps;
  const { now: sentAt, agrees } = storeTime();
  const slot = probeSlot(sentAt, times);
  if (!agrees || !(await stream.beginCompanions(input.issueId, { slot, sentAt }))) return;
  const untilAt = addMilliseconds(sentAt, times.leaseMs / 2);
  let taken = 0;
  while (taken < companionsAtOnce && storeTime().now < untilAt && (await takeMailSlot(deps))) {
    const id = companionId(input.issueId, slot, taken);
    const { kind } = await sendToSimulator(deps, input, { id, at: storeTime().now });
    if (kind !== "accepted") break;
    taken++;
  }
  await stream.noteCompanionsTaken(input.issueId, slot, taken);
};

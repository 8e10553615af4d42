import type { Slots } from "../mail/rate.ts";
import type { Flow } from "./flow.ts";
import type { SendingTimes } from "./lease.ts";
import { type Control, reasonToStop } from "./run.ts";
import type { NotSent, SendBatchInput } from "./send-batch.ts";
import type { Timer } from "./timer.ts";

export type TakeSlotsDeps = {
  flow: Pick<Flow, "slots" | "soldForMs" | "cause">;
  timer: Timer;
  times: SendingTimes;
  control: (issueId: string) => Promise<Control>;
};
export type TakeSlotsInput = Pick<SendBatchInput, "held" | "place" | "batch" | "pending" | "revision">;

/**
 * Slots for a batch. While others have those of the next seconds the chunk is kept for a while, with nothing unwritten:
 * giving it back costs as much, and nobody hears of it until the next sweep. A pause is heard as soon as before.
 */
export const takeSlots = async (
  { flow, timer, times, control }: TakeSlotsDeps,
  { held, place, batch, pending, revision }: TakeSlotsInput,
): Promise<Slots | NotSent> => {
  const untilAt = timer.now() + times.keepsWithoutSlotsMs;
  for (;;) {
    const slots = await flow.slots(batch.length, { place, pending });
    if (slots) return slots;
    if (flow.cause !== undefined || timer.now() >= untilAt) return { ok: false, reason: "no-slots" };
    const reason = reasonToStop(await control(place.issueId), revision);
    if (reason) return { ok: false, reason };
    if (!(await held.write())) return { ok: false, reason: "lost" };
    await timer.wait(Math.min(flow.soldForMs, times.slotsWithinMs, untilAt - timer.now()));
  }
};

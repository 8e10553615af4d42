import type { StoreTime } from "../core/store-time.ts";
import type { Outcome } from "../mail/outcome.ts";
import { type TakeMailSlotDeps, takeMailSlot } from "../mail/take-mail-slot.ts";
import type { SendingTimes } from "./lease.ts";
import { type Probe, probeId, probeSlot } from "./probe.ts";
import { type SimulatorDeps, type SimulatorInput, sendToSimulator } from "./send-to-simulator.ts";
import type { StreamStore } from "./stream-store.ts";

export type ProbeDeps = SimulatorDeps &
  TakeMailSlotDeps & {
    stream: Pick<StreamStore, "probes" | "beginProbe" | "answerProbe">;
    storeTime: StoreTime;
    times: SendingTimes;
  };

/**
 * Sends a mail to the success simulator from the sender of the issue, in a slot of the shared rate and at most one a
 * minute for all who ask; its event comes back as a delivery's does. Answers what SES said, or `undefined` when somebody
 * else sends it, no slot comes, the clocks disagree, or it said nothing about the sender.
 */
export const sendProbe = async (deps: ProbeDeps, input: SimulatorInput): Promise<Probe["answer"]> => {
  const { stream, storeTime, times } = deps;
  const before = probeSlot(storeTime().now, times);
  if ((await stream.probes(input.issueId)).some(({ slot }) => slot === before)) return undefined;
  if (!(await takeMailSlot(deps))) return undefined;
  const { now: sentAt, agrees } = storeTime();
  const slot = probeSlot(sentAt, times);
  if (!agrees || !(await stream.beginProbe(input.issueId, { slot, sentAt }))) return undefined;
  const answer = answerOf(await sendToSimulator(deps, input, { id: probeId(input.issueId, slot), at: sentAt }));
  if (answer) await stream.answerProbe(input.issueId, slot, answer);
  return answer;
};

const answerOf = ({ kind }: Outcome): Probe["answer"] => {
  if (kind === "accepted") return "accepted";
  return kind === "refused" || kind === "issue-fault" ? "refused" : undefined;
};

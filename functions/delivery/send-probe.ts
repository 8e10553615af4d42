import type { SESClient } from "@aws-sdk/client-ses";
import type { StoreTime } from "../core/store-time.ts";
import { composeSystemMail } from "../mail/compose-system-mail.ts";
import type { Outcome } from "../mail/outcome.ts";
import { sendRaw } from "../mail/send-raw.ts";
import { type TakeMailSlotDeps, takeMailSlot } from "../mail/take-mail-slot.ts";
import type { SendingTimes } from "./lease.ts";
import { type Probe, probeId, probeSlot, simulator } from "./probe.ts";
import type { StreamStore } from "./stream-store.ts";

export type ProbeDeps = TakeMailSlotDeps & {
  ses: SESClient;
  stream: Pick<StreamStore, "probes" | "beginProbe" | "answerProbe">;
  storeTime: StoreTime;
  times: SendingTimes;
  /** The SES configuration set whose events report on the mail; none on one machine. */
  configurationSet?: string | undefined;
};
export type ProbeInput = { issueId: string; newsletterId: string; source: string };

/**
 * Sends a mail to the success simulator from the sender of the issue, in a slot of the shared rate and at most one a
 * minute for all who ask; its event comes back as a delivery's does. Answers what SES said, or `undefined` when somebody
 * else sends it, no slot comes, the clocks disagree, or it said nothing about the sender.
 */
export const sendProbe = async (deps: ProbeDeps, input: ProbeInput): Promise<Probe["answer"]> => {
  const { stream, storeTime, times } = deps;
  const before = probeSlot(storeTime().now, times);
  if ((await stream.probes(input.issueId)).some(({ slot }) => slot === before)) return undefined;
  if (!(await takeMailSlot(deps))) return undefined;
  const { now: sentAt, agrees } = storeTime();
  const slot = probeSlot(sentAt, times);
  if (!agrees || !(await stream.beginProbe(input.issueId, { slot, sentAt }))) return undefined;
  const mail = { source: input.source, destination: simulator, raw: await probeMail(deps, input, { slot, sentAt }) };
  const answer = answerOf(await sendRaw({ ses: deps.ses }, mail, { signAt: sentAt }));
  if (answer) await stream.answerProbe(input.issueId, slot, answer);
  return answer;
};

const probeMail = (
  { configurationSet }: ProbeDeps,
  { issueId, newsletterId, source }: ProbeInput,
  { slot, sentAt }: Pick<Probe, "slot" | "sentAt">,
): Promise<Buffer> => {
  const text =
    "This mail asks whether Amazon SES takes and reports mail. It went to Amazon's simulator, to nobody else.";
  return composeSystemMail({
    sender: { name: "", address: source },
    to: simulator,
    language: "en",
    subject: "A probe",
    text,
    html: `<p>${text}</p>`,
    tags: { newsletter: newsletterId, issue: issueId, delivery: probeId(issueId, slot) },
    at: sentAt,
    configurationSet,
  });
};

const answerOf = ({ kind }: Outcome): Probe["answer"] => {
  if (kind === "accepted") return "accepted";
  return kind === "refused" || kind === "issue-fault" ? "refused" : undefined;
};

import type { SESClient } from "@aws-sdk/client-ses";
import type { Instant } from "../core/time.ts";
import { composeSystemMail } from "../mail/compose-system-mail.ts";
import type { Outcome } from "../mail/outcome.ts";
import { sendRaw } from "../mail/send-raw.ts";

export type SimulatorDeps = {
  ses: SESClient;
  /** The SES configuration set whose events report on the mail; none on one machine. */
  configurationSet?: string | undefined;
};
/** For whose issue it is sent, and from whom. */
export type SimulatorInput = { issueId: string; newsletterId: string; source: string };

/** SES takes what is sent there, reports it as delivered, and counts it for nobody's reputation. */
const simulator = "success@simulator.amazonses.com";

/** Sends a mail to SES's success simulator as a delivery is sent: its events come by the same way, and name it by `id`. */
export const sendToSimulator = async (
  { ses, configurationSet }: SimulatorDeps,
  { issueId, newsletterId, source }: SimulatorInput,
  { id, at }: { id: string; at: Instant },
): Promise<Outcome> => {
  const text =
    "This mail asks whether Amazon SES takes and reports mail. It went to Amazon's simulator, to nobody else.";
  const raw = await composeSystemMail({
    sender: { name: "", address: source },
    to: simulator,
    language: "en",
    subject: "A probe",
    text,
    html: `<p>${text}</p>`,
    tags: { newsletter: newsletterId, issue: issueId, delivery: id },
    at,
    configurationSet,
  });
  return sendRaw({ ses }, { source, destination: simulator, raw }, { signAt: at });
};

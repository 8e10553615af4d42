import { type SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import type { Instant } from "../core/time.ts";
import { type Outcome, outcomeOfError } from "./outcome.ts";

export type RawMail = {
  /** The envelope: bounces go to `source`, the mail to `destination`, whatever the headers say. */
  source: string;
  destination: string;
  raw: Uint8Array;
};

/**
 * Makes one request to SES and says what became of it, as a value; it never throws for anything SES or the network
 * did, and never asks twice. `ses` is made by `sesClient`. An answer without a message id is `ambiguous`.
 */
export const sendRaw = async (
  { ses }: { ses: SESClient },
  mail: RawMail,
  _options: { signAt?: Instant } = {},
): Promise<Outcome> => {
  const command = new SendRawEmailCommand({
    Source: mail.source,
    Destinations: [mail.destination],
    RawMessage: { Data: mail.raw },
  });
  try {
    const { MessageId } = await ses.send(command);
    return MessageId ? { kind: "accepted", messageId: MessageId } : { kind: "ambiguous", code: "NoMessageId" };
  } catch (error) {
    return outcomeOfError(error);
  }
};

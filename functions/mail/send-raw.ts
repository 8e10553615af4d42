import type { SESClient } from "@aws-sdk/client-ses";
import { Retryable } from "../core/errors.ts";
import type { Instant } from "../core/time.ts";
import { type EncodedMail, encodeMail } from "./encoded-mail.ts";
import { type Outcome, outcomeOfError } from "./outcome.ts";
import { rawForm, reuseForm } from "./raw-form.ts";
import type { StartOptions } from "./ses-handler.ts";
import { signRequest } from "./sign-request.ts";

export type RawMail = {
  /** The envelope: bounces go to `source`, the mail to `destination`, whatever the headers say. */
  source: string;
  destination: string;
  raw: Uint8Array | EncodedMail;
};

export type SendRawDeps = {
  ses: SESClient;
  /** Takes a slot for a mail that a person waits for; the mails of issues have theirs already. */
  mailSlot?: (() => Promise<boolean>) | undefined;
};

/**
 * Makes one request to SES and says what became of it, as a value; it never throws for anything SES or the network
 * did, and never asks twice. `ses` is made by `sesClient`. It is signed once, as of `signAt` where the sender keeps a
 * better time than this machine; one that may not start any more when it would is `not-started`. An answer without a
 * message id is `ambiguous`.
 */
export const sendRaw = async (
  { ses, mailSlot }: SendRawDeps,
  { raw, ...envelope }: RawMail,
  { signAt = new Date().toISOString(), mayStart }: { signAt?: Instant } & StartOptions = {},
): Promise<Outcome> => {
  if (mailSlot && !(await mailSlot())) return { kind: "throttled", code: "NoSlot" };
  const form = rawForm({ ...envelope, message: raw instanceof Uint8Array ? encodeMail(raw) : raw });
  const signed = await signRequest(ses, form, signAt).then(
    (request) => ({ request }),
    (error: unknown) => ({ outcome: outcomeOfError(error) }),
  );
  if ("outcome" in signed) return signed.outcome;
  try {
    const { requestHandler } = ses.config;
    const options: Parameters<typeof requestHandler.handle>[1] & StartOptions = { mayStart };
    const { response } = await requestHandler.handle(signed.request, options);
    const outcome = outcomeOfAnswer(response.statusCode, Buffer.from(response.body).toString());
    if (outcome.kind === "accepted") reuseForm(form);
    return outcome;
  } catch (error) {
    // The handler knows whether the bytes went out; a code of the system, whatever it is called, does not.
    return error instanceof Retryable
      ? { kind: "not-started", code: codeOf(error.cause) }
      : { kind: "ambiguous", code: codeOf(error) };
  }
};

const outcomeOfAnswer = (httpStatusCode: number, xml: string): Outcome => {
  if (httpStatusCode !== 200)
    return outcomeOfError({
      name: textOf(xml, "Code") ?? "UnknownError",
      message: textOf(xml, "Message"),
      $metadata: { httpStatusCode },
    });
  const messageId = textOf(xml, "MessageId");
  return messageId ? { kind: "accepted", messageId } : { kind: "ambiguous", code: "NoMessageId" };
};

const codeOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === "string" ? code : typeof name === "string" ? name : "unknown";
};

const textOf = (xml: string, element: string): string | undefined =>
  new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1];

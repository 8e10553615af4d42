import { type AcceptDeps, acceptMessage } from "./accept-message.ts";
import { type Answer, failed, succeeded, unreadable } from "./answer.ts";
import { composeEmail } from "./compose-email.ts";
import type { Fault, Faults } from "./fault.ts";
import type { OfferedCount } from "./limits.ts";
import { splitMail } from "./mail-head.ts";
import { bytesOf, listOf, type Parameters, parseForm, tagsOf, textOf } from "./query-protocol.ts";
import { internalFailure, quotaExceeded, rateExceeded, type SesError, unknownAction } from "./ses-error.ts";
import { signatureRefusal } from "./signature.ts";
import { readEnvelope, readRawMessage, type Submission } from "./submission.ts";

export type SesRequest = { headers: Readonly<Record<string, string | string[] | undefined>>; body: Buffer };
export type AnswerDeps = AcceptDeps & { faults: Faults; offered: OfferedCount };

/**
 * Answers one request of SES's query protocol (v1, 2010-12-01): SendRawEmail, SendEmail, GetSendQuota,
 * GetAccountSendingEnabled, and `InvalidAction` for everything else. Nothing is accepted without a valid signature date.
 */
export const answerRequest = async (deps: AnswerDeps, request: SesRequest): Promise<Answer> => {
  const requestId = deps.newUuid();
  const unsigned = signatureRefusal(request.headers, deps.now(), deps.settings.signatureLifeSeconds);
  if (unsigned) return failed(unsigned, requestId);
  const parameters = parseForm(request.body);
  const action = textOf(parameters, "Action");
  switch (action) {
    case "SendRawEmail": {
      const data = readRawMessage(bytesOf(parameters, "RawMessage.Data"));
      return data.ok
        ? send(deps, action, rawSubmission(parameters, data.raw), requestId)
        : failed(data.error, requestId);
    }
    case "SendEmail": {
      const composed = await composeEmail(parameters);
      return composed.ok ? send(deps, action, composed.submission, requestId) : failed(composed.error, requestId);
    }
    case "GetSendQuota":
    case "GetAccountSendingEnabled": {
      const fault = deps.faults.strike({ action, recipients: [] });
      if (fault) return answered(fault, action, requestId);
      return succeeded(action, action === "GetSendQuota" ? quotaXml(deps) : enabledXml(deps), requestId);
    }
    default:
      return failed(unknownAction(action), requestId);
  }
};

const send = (deps: AnswerDeps, action: string, submission: Submission, requestId: string): Answer => {
  deps.offered.note(deps.now());
  const parts = splitMail(submission.raw);
  const read = readEnvelope(submission, parts);
  if (!read.ok) return failed(read.error, requestId);
  const fault = deps.faults.strike({ action, recipients: read.envelope.recipients });
  if (fault && !("accepted" in fault && fault.accepted)) return answered(fault, action, requestId);
  const result = acceptMessage(deps, { raw: submission.raw, parts, envelope: read.envelope });
  if (!result.ok) return failed(result.error, requestId);
  if (fault) return answered(fault, action, requestId);
  return succeeded(action, `<MessageId>${result.message.id}</MessageId>`, requestId);
};

const answered = (fault: Fault, action: string, requestId: string): Answer => {
  switch (fault.effect) {
    case "throttle":
      return failed(rateExceeded, requestId);
    case "daily-quota":
      return failed(quotaExceeded, requestId);
    case "refuse": {
      const { code, message, status } = fault;
      const error: SesError = { status, type: status < 500 ? "Sender" : "Receiver", code, message };
      return failed(error, requestId);
    }
    case "internal-failure":
      return failed(internalFailure, requestId);
    case "unreadable":
      return unreadable(action, requestId);
    case "hang":
      return { kind: "hang", seconds: fault.seconds };
    case "drop":
      return { kind: "drop" };
  }
};

const rawSubmission = (parameters: Parameters, raw: Buffer): Submission => ({
  raw,
  source: textOf(parameters, "Source"),
  destinations: listOf(parameters, "Destinations"),
  configurationSet: textOf(parameters, "ConfigurationSetName"),
  tags: tagsOf(parameters),
});

const quotaXml = ({ settings, sent, now }: AnswerDeps): string =>
  `<Max24HourSend>${settings.dailyQuota}</Max24HourSend><MaxSendRate>${settings.ratePerSecond}</MaxSendRate><SentLast24Hours>${sent.count(now())}</SentLast24Hours>`;

const enabledXml = ({ settings }: AnswerDeps): string => `<Enabled>${settings.sendingEnabled}</Enabled>`;

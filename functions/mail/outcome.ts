/**
 * What became of one request to SES (docs/decisions/sending-path.md). Only `accepted` and `ambiguous` may have made a
 * mail; all others are proof that none was made. `code` is SES's or the system's name for it, never its text: that may hold
 * an address.
 */
export type Outcome =
  | { kind: "accepted"; messageId: string }
  /** Too fast for the account: the same request later. */
  | { kind: "throttled"; code: string }
  /** The day's quota is used up: later, and much later. */
  | { kind: "quota"; code: string }
  /** AWS paused the account or the configuration set. */
  | { kind: "paused"; code: string }
  /** Refused for everybody: configuration, identity, permission. */
  | { kind: "issue-fault"; code: string }
  /** Refused, and the reason may be this message or this recipient. */
  | { kind: "refused"; code: string }
  /** No byte of the request was taken: no connection, or a signature that came too late. */
  | { kind: "not-started"; code: string }
  /** Nobody knows: the request went out and no answer that can be read came back. Never send again on this alone. */
  | { kind: "ambiguous"; code: string };

/** No mail was made, and the reason is neither the mail nor its recipient: the same mail may go later. */
export const maySendAgain = ({ kind }: Outcome): boolean =>
  kind === "throttled" || kind === "quota" || kind === "paused" || kind === "issue-fault" || kind === "not-started";

/** What an error of the SES client means. Whatever is not known to be safe is `ambiguous`. */
export const outcomeOfError = (error: unknown): Outcome => {
  const { name, code: systemCode, message, status } = describe(error);
  if (status === undefined) return outcomeOfSystemError(systemCode ?? name, message);
  const code = name.replace(/Exception$/, "");
  if (status >= 500 || status < 400) return { kind: "ambiguous", code };
  if (/^(Throttling|TooManyRequests|LimitExceeded)$/.test(code))
    return { kind: /quota/i.test(message) ? "quota" : "throttled", code };
  if (/SendingPaused$/.test(code)) return { kind: "paused", code };
  if (code === "RequestExpired" || /signature expired/i.test(message)) return { kind: "not-started", code };
  if (code === "MessageRejected") return { kind: /not verified/i.test(message) ? "issue-fault" : "refused", code };
  if (/^(InvalidParameterValue|ValidationError)$/.test(code)) return { kind: "refused", code };
  return { kind: "issue-fault", code };
};

/** Only errors that come before the first byte of the request are known to have sent nothing. */
const outcomeOfSystemError = (code: string, message: string): Outcome => {
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code)) return { kind: "not-started", code };
  if (/^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/.test(code)) return { kind: "not-started", code };
  if (code === "TimeoutError" && message.includes("did not establish a connection"))
    return { kind: "not-started", code };
  if (code === "CredentialsProviderError") return { kind: "issue-fault", code };
  return { kind: "ambiguous", code };
};

const describe = (error: unknown) => {
  const { name, code, message, $metadata } = (error ?? {}) as {
    name?: unknown;
    code?: unknown;
    message?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  return {
    name: typeof name === "string" ? name : "unknown",
    code: typeof code === "string" ? code : undefined,
    message: typeof message === "string" ? message : "",
    status: $metadata?.httpStatusCode,
  };
};

import { describe, expect, it } from "vitest";
import { outcomeOfError } from "../../functions/mail/outcome.ts";

const answered = (status: number, name: string, message = "") => ({
  name,
  message,
  $metadata: { httpStatusCode: status },
});
const failed = (code: string) => Object.assign(new Error("the socket"), { code });

describe("the outcome of a request to SES", () => {
  it.each([
    [answered(400, "Throttling", "Maximum sending rate exceeded."), "throttled"],
    [answered(400, "ThrottlingException", "Rate exceeded"), "throttled"],
    [answered(400, "Throttling", "Daily message quota exceeded."), "quota"],
    [answered(400, "AccountSendingPausedException"), "paused"],
    [answered(400, "ConfigurationSetSendingPausedException"), "paused"],
    [answered(400, "ConfigurationSetDoesNotExist"), "issue-fault"],
    [answered(400, "MailFromDomainNotVerifiedException"), "issue-fault"],
    [answered(400, "MessageRejected", "Email address is not verified. The following …"), "issue-fault"],
    [answered(403, "AccessDenied"), "issue-fault"],
    [answered(403, "ExpiredToken"), "issue-fault"],
    [answered(403, "SignatureDoesNotMatch", "The request signature we calculated does not match"), "issue-fault"],
    [
      answered(403, "SignatureDoesNotMatch", "Signature expired: 20261024T055000Z is now earlier than …"),
      "not-started",
    ],
    [answered(400, "MessageRejected", "Address blacklisted."), "refused"],
    [answered(400, "InvalidParameterValue", "Illegal address"), "refused"],
    [answered(500, "InternalFailure"), "ambiguous"],
    [answered(503, "ServiceUnavailable"), "ambiguous"],
    [answered(200, "SyntaxError"), "ambiguous"],
    [failed("ECONNREFUSED"), "not-started"],
    [failed("ENOTFOUND"), "not-started"],
    [failed("CERT_HAS_EXPIRED"), "not-started"],
    [failed("ECONNRESET"), "ambiguous"],
    [failed("EPIPE"), "ambiguous"],
    [{ name: "TimeoutError", message: "no answer in 10000 ms" }, "ambiguous"],
    [new TypeError("something nobody thought of"), "ambiguous"],
    [undefined, "ambiguous"],
  ])("%j is %s", (error, kind) => {
    expect(outcomeOfError(error).kind).toBe(kind);
  });

  it("carries no text of the answer, which may hold an address", () => {
    const error = answered(400, "MessageRejected", "Email address is not verified: ada@example.com");
    expect(JSON.stringify(outcomeOfError(error))).not.toContain("ada");
  });
});

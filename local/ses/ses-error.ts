/**
 * What SES answers instead of a message id. Codes and texts are SES's own where a real answer is on record (the AWS
 * developer guide's "email sending errors" and "header fields", and answers quoted in public issue threads); a client
 * tells "Throttling" for rate and for quota apart by the text alone, so the texts matter.
 */
export type SesError = {
  status: number;
  /** `Sender`: the request is at fault; `Receiver`: the service is. */
  type: "Sender" | "Receiver";
  code: string;
  message: string;
};

const sender =
  (status: number) =>
  (code: string, message: string): SesError => ({ status, type: "Sender", code, message });
const refused = sender(400);
const forbidden = sender(403);

export const invalidParameter = (message: string): SesError => refused("InvalidParameterValue", message);

export const missingParameter = (name: string): SesError =>
  refused(
    "ValidationError",
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );

export const unknownAction = (action: string | undefined): SesError =>
  action === undefined
    ? refused("MissingAction", "The request must contain the parameter Action")
    : refused("InvalidAction", `Could not find operation ${action} for version 2010-12-01`);

export const rateExceeded: SesError = refused("Throttling", "Maximum sending rate exceeded.");
export const quotaExceeded: SesError = refused("Throttling", "Daily message quota exceeded.");

export const messageTooLong = (limit: number, bytes: number): SesError =>
  invalidParameter(`Message length is more than ${limit} bytes long: '${bytes}'.`);

export const notVerified = (region: string, identities: readonly string[]): SesError =>
  refused(
    "MessageRejected",
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${identities.join(", ")}`,
  );

export const accountPaused: SesError = refused(
  "AccountSendingPausedException",
  "Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.",
);

export const noSuchConfigurationSet = (name: string): SesError =>
  refused("ConfigurationSetDoesNotExist", `Configuration set <${name}> does not exist.`);

export const mailFromNotVerified: SesError = refused(
  "MailFromDomainNotVerifiedException",
  "Mail FROM domain is not verified.",
);

export const notSigned: SesError = forbidden("MissingAuthenticationToken", "Request is missing Authentication Token");

/** The code and wording of a 403 from SES quoted in aws/aws-sdk-php issue 1669. */
export const signatureTooOld = (message: string): SesError => forbidden("SignatureDoesNotMatch", message);

export const internalFailure: SesError = {
  status: 500,
  type: "Receiver",
  code: "InternalFailure",
  message: "The request processing has failed because of an unknown error, exception or failure.",
};

export const tooLarge: SesError = sender(413)("RequestEntityTooLarge", "The request body is too large.");

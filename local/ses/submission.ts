import { addressParser } from "postal-mime";
import { type HeaderField, headerValue, type MailParts } from "./mail-head.ts";
import { invalidParameter, missingParameter, type SesError } from "./ses-error.ts";

/** A message as an action hands it in; what is absent is looked for in the message's header. */
export type Submission = {
  raw: Buffer;
  source?: string | undefined;
  destinations: string[];
  configurationSet?: string | undefined;
  /** The API's tags; when there are any, the header's are not looked at: SES does not merge them. */
  tags: [name: string, value: string][];
};

/** Who a message is from and for, and what it is marked with. */
export type Envelope = {
  source: string;
  from: string;
  recipients: string[];
  configurationSet: string | undefined;
  tags: Record<string, string>;
  deliveryId: string | undefined;
};

export type ReadEnvelope = { ok: true; envelope: Envelope } | { ok: false; error: SesError };

/** The envelope of a submission, or what SES says of its addresses, tags and missing fields. */
export const readEnvelope = (submission: Submission, { head }: MailParts): ReadEnvelope => {
  const from = headerValue(head, "From");
  if (!from) return { ok: false, error: invalidParameter("Missing required header 'From'.") };
  const recipients = submission.destinations.length > 0 ? submission.destinations.map(bareAddress) : addressees(head);
  if (recipients.length === 0) return { ok: false, error: invalidParameter("Missing required header 'To'.") };
  const tags = submission.tags.length > 0 ? submission.tags : headerTags(head);
  const problem = [bareAddress(from), ...recipients].map(addressProblem).find(Boolean) ?? tagProblem(tags);
  if (problem) return { ok: false, error: invalidParameter(problem) };
  return {
    ok: true,
    envelope: {
      source: bareAddress(submission.source ?? from),
      from,
      recipients,
      configurationSet: submission.configurationSet ?? headerValue(head, "X-SES-CONFIGURATION-SET"),
      tags: Object.fromEntries(tags),
      deliveryId: headerValue(head, "X-Delivery-Id"),
    },
  };
};

/** `SendRawEmail`'s `RawMessage.Data` as bytes, or what is wrong with it. */
export const readRawMessage = (
  data: Buffer | "absent" | "malformed",
): { ok: true; raw: Buffer } | { ok: false; error: SesError } => {
  if (data === "absent") return { ok: false, error: missingParameter("rawMessage.data") };
  // The text is ours: no answer of SES to this is on record.
  if (data === "malformed") return { ok: false, error: invalidParameter("Value at 'rawMessage.data' is not base64.") };
  return { ok: true, raw: data };
};

const addressees = (head: readonly HeaderField[]): string[] =>
  ["To", "Cc", "Bcc"].flatMap((name) =>
    addressParser(headerValue(head, name) ?? "", { flatten: true }).flatMap(
      ({ address, name: words }) => address || words || [],
    ),
  );

const bareAddress = (text: string): string => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim();

const headerTags = (head: readonly HeaderField[]): [string, string][] =>
  (headerValue(head, "X-SES-MESSAGE-TAGS") ?? "")
    .split(",")
    .map((pair) => pair.trim())
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, ""] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    });

const addressProblem = (address: string): string | undefined => {
  const at = address.lastIndexOf("@");
  if (at < 0) return "Missing final '@domain'";
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (!domain) return "Missing domain";
  if (!local) return "Missing local name";
  if (/[^\u0020-\u007e]|\s/.test(local)) return "Local address contains control or whitespace";
  if (domain.startsWith(".")) return "Domain starts with dot";
  if (/[^\u0020-\u007e]|\s/.test(domain)) return "Domain contains control or whitespace";
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(domain)) return "Domain contains illegal character";
  return undefined;
};

const tagProblem = (tags: readonly [string, string][]): string | undefined => {
  for (const [name, value] of tags) {
    if (name === "") return "The tag name must be specified.";
    if (value === "") return "The tag value must be specified.";
    if (name.length > 255) return "Tag name cannot exceed 255 characters.";
    if (value.length > 255) return "Tag value cannot exceed 255 characters.";
    const alphabet = "only alphanumeric ASCII characters, '_', and '-' are allowed.";
    // The one exception of SES: two tags of its own that set the Feedback-ID field.
    if (!/^(ses:feedback-id-[ab]|[\w-]+)$/.test(name)) return `Invalid tag name <${name}>: ${alphabet}`;
    if (!/^[\w-]+$/.test(value)) return `Invalid tag value <${value}>: ${alphabet}`;
  }
  return undefined;
};

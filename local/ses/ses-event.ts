import { type Instant, millisecondsBetween } from "../../functions/core/time.ts";
import type { AcceptedMessage } from "./accepted-message.ts";
import { type HeaderField, headerText, headerValue, rawValue } from "./mail-head.ts";

/** The part that all events share, as SES publishes it (developer guide, "Contents of event data"). */
export type EventMail = {
  timestamp: Instant;
  source: string;
  sourceArn: string;
  sendingAccountId: string;
  messageId: string;
  destination: string[];
  headersTruncated: boolean;
  headers: { name: string; value: string }[];
  commonHeaders: { from: string[]; to: string[]; messageId: string; subject: string };
  /** Each tag of the message, and SES's own, as lists. */
  tags: Record<string, string[]>;
};

export type Bounce = {
  bounceType: "Permanent" | "Transient" | "Undetermined";
  bounceSubType: string;
  bouncedRecipients: { emailAddress: string; action?: string; status?: string; diagnosticCode?: string }[];
  timestamp: Instant;
  feedbackId: string;
  reportingMTA?: string;
};

export type Complaint = {
  complainedRecipients: { emailAddress: string }[];
  timestamp: Instant;
  feedbackId: string;
  userAgent: string;
  complaintFeedbackType: string;
  arrivalDate: Instant;
};

export type Delivery = {
  timestamp: Instant;
  processingTimeMillis: number;
  recipients: string[];
  smtpResponse: string;
  reportingMTA: string;
};

/** An event in the shape in which SES hands it to SNS. */
export type SesEvent =
  | { eventType: "Send"; mail: EventMail; send: Record<string, never> }
  | { eventType: "Delivery"; mail: EventMail; delivery: Delivery }
  | { eventType: "Bounce"; mail: EventMail; bounce: Bounce }
  | { eventType: "Complaint"; mail: EventMail; complaint: Complaint }
  | { eventType: "Reject"; mail: EventMail; reject: { reason: string } };

/** What the world does with a message, by recipient. */
export type Fate = "delivered" | "bounced" | "suppressed" | "complained";

const host = "tearsheet.local";

/** SES's mailbox simulator, labels (`bounce+x@`) included; everybody else gets their mail. */
export const fateOf = (address: string): Fate => {
  const name = /^([a-z]+)(?:\+[^@]*)?@simulator\.amazonses\.com$/i.exec(address)?.[1]?.toLowerCase();
  if (name === "bounce") return "bounced";
  if (name === "suppressionlist") return "suppressed";
  return name === "complaint" ? "complained" : "delivered";
};

/** Mail to the simulator does not count against the daily quota. */
export const isSimulator = (address: string): boolean => /@simulator\.amazonses\.com$/i.test(address);

/** SES accepts a virus and then rejects the message; the EICAR test file stands for one. */
export const isVirus = (mail: Buffer): boolean => mail.includes("EICAR-STANDARD-ANTIVIRUS-TEST-FILE");

export const eventMail = (message: AcceptedMessage, head: readonly HeaderField[], region: string): EventMail => ({
  timestamp: message.acceptedAt,
  source: message.source,
  sourceArn: `arn:aws:ses:${region}:000000000000:identity/${domainOf(message.source)}`,
  sendingAccountId: "000000000000",
  messageId: message.id,
  destination: message.recipients,
  headersTruncated: false,
  headers: head.map((field) => ({ name: field.name, value: rawValue(field) })),
  commonHeaders: {
    from: [message.from],
    to: [headerText(head, "To") ?? message.recipients.join(", ")],
    messageId: headerValue(head, "Message-ID") ?? message.id,
    subject: message.subject,
  },
  tags: {
    "ses:source-ip": ["127.0.0.1"],
    "ses:from-domain": [domainOf(message.source)],
    "ses:caller-identity": ["local"],
    ...(message.configurationSet && { "ses:configuration-set": [message.configurationSet] }),
    ...Object.fromEntries(Object.entries(message.tags).map(([name, value]) => [name, [value]])),
  },
});

export const sendEvent = (mail: EventMail): SesEvent => ({ eventType: "Send", mail, send: {} });

export const rejectEvent = (mail: EventMail): SesEvent => ({
  eventType: "Reject",
  mail,
  reject: { reason: "Bad content" },
});

export const deliveryEvent = (mail: EventMail, recipients: string[], at: Instant): SesEvent => ({
  eventType: "Delivery",
  mail,
  delivery: {
    timestamp: at,
    processingTimeMillis: Math.max(0, millisecondsBetween(mail.timestamp, at)),
    recipients,
    smtpResponse: "250 2.6.0 Message received",
    reportingMTA: host,
  },
});

/** A hard bounce; `suppressed`: SES did not even try, because the address is on a suppression list. */
export const bounceEvent = (mail: EventMail, recipients: string[], at: Instant, suppressed = false): SesEvent => ({
  eventType: "Bounce",
  mail,
  bounce: {
    bounceType: "Permanent",
    bounceSubType: suppressed ? "Suppressed" : "General",
    bouncedRecipients: recipients.map((emailAddress) => ({
      emailAddress,
      action: "failed",
      status: "5.1.1",
      diagnosticCode: suppressed
        ? "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address."
        : "smtp; 550 5.1.1 user unknown",
    })),
    timestamp: at,
    feedbackId: `${mail.messageId}-bounce`,
    reportingMTA: `dsn; ${host}`,
  },
});

export const complaintEvent = (mail: EventMail, recipients: string[], at: Instant): SesEvent => ({
  eventType: "Complaint",
  mail,
  complaint: {
    complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
    timestamp: at,
    feedbackId: `${mail.messageId}-complaint`,
    userAgent: "Tearsheet mailbox",
    complaintFeedbackType: "abuse",
    arrivalDate: at,
  },
});

/** All that happens to a message after it was accepted, in order. */
export const eventsOf = (mail: EventMail, at: Instant, virus: boolean): SesEvent[] => {
  if (virus) return [sendEvent(mail), rejectEvent(mail)];
  const fated = (...fates: Fate[]) => mail.destination.filter((address) => fates.includes(fateOf(address)));
  const events = [sendEvent(mail)];
  const arrived = fated("delivered", "complained");
  if (arrived.length > 0) events.push(deliveryEvent(mail, arrived, at));
  if (fated("bounced").length > 0) events.push(bounceEvent(mail, fated("bounced"), at));
  if (fated("suppressed").length > 0) events.push(bounceEvent(mail, fated("suppressed"), at, true));
  if (fated("complained").length > 0) events.push(complaintEvent(mail, fated("complained"), at));
  return events;
};

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1).replace(/>$/, "");

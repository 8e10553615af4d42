import type { SuppressionReason } from "../audience/suppression.ts";
import type { Instant } from "../core/time.ts";
import { type DeliveryPlace, deliveryPlace } from "./delivery-place.ts";
import type { EvidenceKind } from "./evidence.ts";
import { type ReceiverAnswer, receiverAnswer, withoutAddresses } from "./receiver-answer.ts";
import type { Bounce, Complaint, SesEvent } from "./ses-event.ts";

/** `hard` and `soft` count against the list; SES withholds what an account or SES itself suppresses. */
export type BounceKind = "hard" | "soft" | "withheld" | "automatic-answer";

/** What follows from an event, whoever it is about. */
export type EventMeaning = {
  at: Instant;
  evidence: EvidenceKind;
  /** For the sums; absent for what does not count against the list. */
  bounce?: "hard" | "soft";
  /** Forbids mail to the address. */
  suppress?: SuppressionReason;
  answer?: ReceiverAnswer;
  unsubscribes?: true;
};

/** `undefined`: the event changes nothing here, as who opens or clicks is not followed. */
export const eventMeaning = (event: SesEvent): EventMeaning | undefined => {
  switch (event.type) {
    case "Send":
      return { at: event.mail.timestamp, evidence: "sent" };
    case "Delivery":
      return { at: event.delivery.timestamp, evidence: "delivered" };
    case "DeliveryDelay": {
      const { timestamp, delayType, delayedRecipients } = event.deliveryDelay;
      return { at: timestamp, evidence: "delayed", answer: receiverAnswer(delayType, delayedRecipients[0]) };
    }
    case "Bounce":
      return meaningOfBounce(event.bounce);
    case "Complaint":
      return meaningOfComplaint(event.complaint);
    case "Reject":
      return rejected(event, "Amazon SES took the message and then refused to send it on", event.reject.reason);
    case "RenderingFailure":
      return rejected(event, "Amazon SES could not make the message of its template", event.failure.errorMessage);
    case "Subscription": {
      const { timestamp, newTopicPreferences } = event.subscription;
      return { at: timestamp, evidence: "sent", ...(newTopicPreferences.unsubscribeAll && { unsubscribes: true }) };
    }
    case "Open":
    case "Click":
      return undefined;
  }
};

const rejected = (event: SesEvent, words: string, reason: string): EventMeaning => {
  const said = withoutAddresses(reason);
  return { at: event.mail.timestamp, evidence: "rejected", answer: { words, ...(said && { said }) } };
};

const bounceKind = ({ bounceType, bounceSubType, bouncedRecipients }: Bounce): BounceKind => {
  if (isWithheld(bounceSubType)) return "withheld";
  if (bounceType === "Permanent") return "hard";
  // "I am on holiday" comes as a bounce that no server has reported, and SES does not count it either.
  const isReported = bouncedRecipients.some(({ status, diagnosticCode }) => status ?? diagnosticCode);
  const isNamed = !["General", "Undetermined"].includes(bounceSubType);
  return isReported || isNamed ? "soft" : "automatic-answer";
};

const isWithheld = (subType: string | null | undefined): subType is string =>
  /suppress|^UnsubscribedRecipient$/i.test(subType ?? "");

const meaningOfBounce = (bounce: Bounce): EventMeaning => {
  const kind = bounceKind(bounce);
  if (kind === "automatic-answer") return { at: bounce.timestamp, evidence: "sent" };
  return {
    at: bounce.timestamp,
    evidence: "bounced",
    answer: receiverAnswer(bounce.bounceSubType, bounce.bouncedRecipients[0]),
    ...(kind !== "withheld" && { bounce: kind }),
    ...(kind === "hard" && { suppress: "bounce" as const }),
  };
};

const meaningOfComplaint = ({ timestamp, complaintSubType, complaintFeedbackType }: Complaint): EventMeaning => {
  // A reader's word that it is no spam comes by the same way (RFC 6430).
  if (complaintFeedbackType === "not-spam") return { at: timestamp, evidence: "sent" };
  if (isWithheld(complaintSubType))
    return { at: timestamp, evidence: "bounced", answer: receiverAnswer(complaintSubType) };
  const words = "the reader, or their mail provider, called it spam";
  return { at: timestamp, evidence: "complained", suppress: "complaint", answer: { words } };
};

/** What the message calls its delivery; empty where it does not. */
export const deliveryOf = ({ mail }: SesEvent): string => {
  const header = mail.headers.find(({ name }) => name.toLowerCase() === "x-delivery-id")?.value;
  return mail.tags.delivery?.[0] ?? header ?? "";
};

/** The delivery that the event is about; system mails have none. */
export const placeOf = (event: SesEvent): DeliveryPlace | undefined => deliveryPlace(deliveryOf(event));

/**
 * The addresses that the event is about: the one that the message went to, as every message here goes to one; of a
 * message to several those that SES names.
 */
export const addressesOf = (event: SesEvent): string[] => {
  const { destination } = event.mail;
  const addresses = destination.length === 1 ? destination : namedIn(event);
  return addresses.map((address) => /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address);
};

const namedIn = (event: SesEvent): string[] => {
  if (event.type === "Bounce") return event.bounce.bouncedRecipients.map(({ emailAddress }) => emailAddress);
  if (event.type === "Complaint") return event.complaint.complainedRecipients.map(({ emailAddress }) => emailAddress);
  return [];
};

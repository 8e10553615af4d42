import { hash } from "node:crypto";
import type { Clock } from "../../functions/core/time.ts";
import { type AcceptedMessage, sesMessageId } from "./accepted-message.ts";
import type { EventStream } from "./event-stream.ts";
import type { RateLimit, SentWindow } from "./limits.ts";
import { deliveredMail, duplicateField, headerText, type MailParts } from "./mail-head.ts";
import type { MessageStore } from "./message-store.ts";
import {
  accountPaused,
  invalidParameter,
  mailFromNotVerified,
  messageTooLong,
  noSuchConfigurationSet,
  notVerified,
  quotaExceeded,
  rateExceeded,
  type SesError,
} from "./ses-error.ts";
import { eventMail, eventsOf, isSimulator, isVirus } from "./ses-event.ts";
import type { Settings } from "./settings.ts";
import type { Envelope } from "./submission.ts";

export type AcceptDeps = {
  messages: MessageStore;
  events: EventStream;
  rate: RateLimit;
  sent: SentWindow;
  settings: Settings;
  clock: Clock;
  /** Milliseconds of the host's own time: rates and quotas are measured in it, whatever `clock` shows. */
  now: () => number;
  newUuid: () => string;
};

/**
 * Accepts a message as SES does, or says why not. A message that was refused left no trace and used up no limit; one
 * that was accepted is on disk, and its events are on their way, when this returns.
 */
export const acceptMessage = (
  deps: AcceptDeps,
  input: { raw: Buffer; parts: MailParts; envelope: Envelope },
): { ok: true; message: AcceptedMessage } | { ok: false; error: SesError } => {
  const error = refusal(deps.settings, input) ?? limitReached(deps, input.envelope.recipients);
  if (error) return { ok: false, error };
  const { messages, events, settings, clock } = deps;
  const { raw, parts, envelope } = input;
  const sequence = messages.nextSequence;
  const acceptedAt = clock();
  const id = sesMessageId(sequence, Date.parse(acceptedAt), deps.newUuid());
  const record = {
    sequence,
    id,
    acceptedAt,
    ...envelope,
    from: headerText(parts.head, "From") ?? envelope.from,
    subject: headerText(parts.head, "Subject") ?? "",
    bytes: raw.length,
    bodyHash: hash("sha256", parts.body, "hex"),
  };
  const message = messages.add(record, deliveredMail(parts, { messageId: id, acceptedAt, region: settings.region }));
  if (events.hasSubscribers) {
    const mail = eventMail(message, parts.head, settings.region);
    for (const event of eventsOf(mail, clock(), isVirus(raw))) events.publish(event);
  }
  return { ok: true, message };
};

const refusal = (
  settings: Settings,
  { raw, parts, envelope }: { raw: Buffer; parts: MailParts; envelope: Envelope },
): SesError | undefined => {
  const { configurationSets, verifiedIdentities, maxMessageBytes, maxRecipients } = settings;
  if (raw.length > maxMessageBytes) return messageTooLong(maxMessageBytes, raw.length);
  if (parts.head.some(({ name }) => name === "")) return invalidParameter("Empty header names are illegal.");
  const twice = duplicateField(parts.head);
  if (twice) return invalidParameter(`Duplicate header '${twice}'.`);
  if (envelope.recipients.length > maxRecipients) return invalidParameter(`Recipient count exceeds ${maxRecipients}.`);
  const set = envelope.configurationSet;
  if (set && configurationSets && !configurationSets.includes(set)) return noSuchConfigurationSet(set);
  if (verifiedIdentities && !isVerified(verifiedIdentities, envelope.from))
    return notVerified(settings.region, [envelope.from]);
  if (!settings.mailFromVerified) return mailFromNotVerified;
  return settings.sendingEnabled ? undefined : accountPaused;
};

const isVerified = (identities: readonly string[], from: string): boolean => {
  const address = (/<([^<>]*)>\s*$/.exec(from)?.[1] ?? from).trim().toLowerCase();
  return identities.some((identity) => {
    const verified = identity.toLowerCase();
    if (verified.includes("@")) return address === verified;
    return address.endsWith(`@${verified}`) || address.endsWith(`.${verified}`);
  });
};

/** Both limits count recipients; the quota is looked at first, so that a request it refuses takes no slot. */
const limitReached = (deps: AcceptDeps, recipients: readonly string[]): SesError | undefined => {
  const now = deps.now();
  const counted = recipients.filter((address) => !isSimulator(address)).length;
  const { dailyQuota } = deps.settings;
  if (dailyQuota !== -1 && deps.sent.count(now) + counted > dailyQuota) return quotaExceeded;
  if (!deps.rate.take(recipients.length, now)) return rateExceeded;
  deps.sent.add(counted, now);
  return undefined;
};
